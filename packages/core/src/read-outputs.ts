// From a report's bytes to tensors by name.
import type { OutputLayout } from './port.js';
import type { Tensor, TensorInfo } from './tensor.js';
import { tensorArrays } from './tensor-arrays.js';

/** The outputs of one inference by name. Views into the report's buffer. */
export type InferOutputs<Names extends string = string> = Record<Names, Tensor>;

/** Reads the outputs of the `n`-th execution of a group that begins at `start`; in a batch, of its `sample`-th input. */
export type OutputReader = (buffer: ArrayBuffer, start: number, n: number, sample: number) => InferOutputs;

/** Prepares what reads a model's outputs, once per model: it is on the way of every result. */
export function outputReader(infos: readonly TensorInfo[], layout: OutputLayout): OutputReader {
  const { stride } = layout;
  const readers = infos.map((info, i) => tensorReader(info, layout.offsets[i] ?? 0));
  const [first] = infos;
  const [readFirst] = readers;
  // Most models have one output.
  if (first && readFirst && readers.length === 1) {
    const { name } = first;
    return (buffer, start, n, sample) => ({ [name]: readFirst(buffer, start + n * stride, sample) });
  }
  return (buffer, start, n, sample) => {
    const outputs: InferOutputs = {};
    infos.forEach(({ name }, i) => {
      outputs[name] = (readers[i] as (typeof readers)[0])(buffer, start + n * stride, sample);
    });
    return outputs;
  };
}

function tensorReader({ type, dims, bytes }: TensorInfo, offset: number) {
  const Data = tensorArrays[type];
  const length = bytes / Data.BYTES_PER_ELEMENT;
  return (buffer: ArrayBuffer, start: number, sample: number): Tensor => ({
    type,
    data: new Data(buffer, start + offset + sample * bytes, length),
    dims,
  });
}
