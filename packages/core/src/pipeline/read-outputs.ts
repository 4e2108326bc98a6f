import type { OutputLayout } from '../device/session.js';
import type { Tensor, TensorInfo } from '../tensors/tensor.js';
import { tensorArrays } from '../tensors/tensor-arrays.js';
import type { InferOutputs } from './infer-outputs.js';
import { keepList, needsList } from './output-list.js';

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
  // Most models have one output.
  if (first && readers.length === 1 && first.bytes > 0) {
    const { name, type, dims, bytes } = first;
    const Data = tensorArrays[type];
    const offset = layout.offsets[0] ?? 0;
    const length = bytes / Data.BYTES_PER_ELEMENT;
    return (buffer, start, n, sample) => {
      const outputs: InferOutputs = withoutPrototype();
      outputs[name] = {
        type,
        data: new Data(buffer, start + n * stride + offset + sample * bytes, length),
        dims,
      } as Tensor;
      return outputs;
    };
  }
  const byName = outputsByName(infos);
  return (buffer, start, n, sample) =>
    byName(readers.map((read) => read(buffer, start + n * stride, sample)));
}

/** Returns what makes an object of tensors in the model's order. */
export function outputsByName(infos: readonly TensorInfo[]): (tensors: readonly Tensor[]) => InferOutputs {
  const names = infos.map(({ name }) => name);
  const keepsList = needsList(names);
  return (tensors) => {
    const outputs = withoutPrototype();
    names.forEach((name, i) => {
      outputs[name] = tensors[i] as Tensor;
    });
    if (keepsList) keepList(outputs, tensors);
    return outputs;
  };
}

// Of the ways to make such an object, this one takes the least time in a pipeline: less than `Object.setPrototypeOf`, and much
// less than a literal with `__proto__: null`.
function withoutPrototype(): InferOutputs {
  return Object.create(null);
}

function tensorReader({ type, dims, bytes }: TensorInfo, offset: number) {
  const Data = tensorArrays[type];
  const length = bytes / Data.BYTES_PER_ELEMENT;
  // An array of its own: a buffer of 0 bytes may have been transferred away without anything being missed.
  if (length === 0) return () => ({ type, data: new Data(0), dims }) as Tensor;
  // TypeScript does not see that the array is the one of this type.
  return (buffer: ArrayBuffer, start: number, sample: number) =>
    ({ type, data: new Data(buffer, start + offset + sample * bytes, length), dims }) as Tensor;
}
