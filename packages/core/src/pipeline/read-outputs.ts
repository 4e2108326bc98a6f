import type { OutputLayout } from '../device/session.js';
import type { Tensor, TensorInfo } from '../tensors/tensor.js';
import { tensorArrays } from '../tensors/tensor-arrays.js';

/** The outputs of one inference by name. Their data are views into the report's buffer. */
export type InferOutputs<Names extends string = string> = Record<Names, Tensor>;

/**
 * Reads the outputs of the `n`-th execution of a group, of its `sample`-th sample in a batch. The group's outputs begin
 * at `start` in `buffer`, in bytes.
 */
export type OutputReader = (buffer: ArrayBuffer, start: number, n: number, sample: number) => InferOutputs;

/** Makes the reader of a model's outputs, once per model, because the reader is on the path of every result. */
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
  // TypeScript does not see that the array is the one of this type.
  return (buffer: ArrayBuffer, start: number, sample: number) =>
    ({ type, data: new Data(buffer, start + offset + sample * bytes, length), dims }) as Tensor;
}
