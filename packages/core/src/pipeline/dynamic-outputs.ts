// The outputs of dynamic sessions: each execution has dims of its own, and a buffer of its own.
import { layoutOf } from '../device/layout-of.js';
import { AscendRxError } from '../errors/ascend-rx-error.js';
import { type DimsList, dimsText, elementsOf, fitsDims } from '../tensors/dims.js';
import type { Tensor, TensorInfo } from '../tensors/tensor.js';
import { tensorArrays } from '../tensors/tensor-arrays.js';
import type { InferOutputs } from './infer-outputs.js';
import { outputsByName } from './read-outputs.js';

/** Reads the outputs of one sample of an execution. Undefined: the buffer has been transferred away. */
export type SampleReader = (sample: number) => InferOutputs | undefined;

/** Makes the reader of an execution's outputs, or says why they cannot be read. */
export type DynamicOutputs = (
  buffer: ArrayBuffer | undefined,
  dims: DimsList | undefined,
  samples: number,
) => SampleReader | Error;

/** Made once per model. */
export function dynamicOutputs(infos: readonly TensorInfo[]): DynamicOutputs {
  const byName = outputsByName(infos);
  return (buffer, dims, samples) => {
    if (!buffer || !dims || dims.length !== infos.length) return new AscendRxError('ERR_OUTPUTS', noDims);
    for (const [i, info] of infos.entries()) {
      const error = unreadable(info, dims[i] as readonly number[], samples);
      if (error) return error;
    }
    const { offsets, stride } = layoutOf(infos, dims);
    if (!(buffer.byteLength >= stride)) return new AscendRxError('ERR_OUTPUTS', tooSmall(buffer, stride));
    const readers = infos.map((info, i) =>
      tensorReader(info, offsets[i] as number, dims[i] as readonly number[], samples),
    );
    return (sample) => {
      if (buffer.byteLength < stride) return undefined;
      return byName(readers.map((read) => read(buffer, sample)));
    };
  };
}

function tensorReader({ type }: TensorInfo, offset: number, dims: readonly number[], samples: number) {
  const Data = tensorArrays[type];
  const [first = 1, ...rest] = dims;
  const ofSample = samples === 1 ? dims : [first / samples, ...rest];
  const length = elementsOf(ofSample);
  const bytes = length * Data.BYTES_PER_ELEMENT;
  // An array of its own: a buffer of 0 bytes may have been transferred away without anything being missed.
  if (length === 0) return () => ({ type, data: new Data(0), dims: ofSample }) as Tensor;
  // TypeScript does not see that the array is the one of this type.
  return (buffer: ArrayBuffer, sample: number) =>
    ({ type, data: new Data(buffer, offset + sample * bytes, length), dims: ofSample }) as Tensor;
}

function unreadable(info: TensorInfo, dims: readonly number[], samples: number): Error | undefined {
  const { name } = info;
  const text = `[${dims.join(', ')}]`;
  if (!fitsDims(dims, info.dims)) {
    const message = `Expected dims ${dimsText(info)} of the output \`${name}\` but the device reported ${text}`;
    return new AscendRxError('ERR_OUTPUTS', message);
  }
  const [first = 0] = dims;
  if (samples === 1 || (dims.length > 0 && first % samples === 0)) return undefined;
  const message =
    `The output \`${name}\` of a batch of ${samples} has dims ${text}, whose first is no multiple of ${samples}: it does ` +
    'not carry the batch. Set `batchSize` to 1.';
  return new AscendRxError('ERR_OUTPUTS', message);
}

const noDims =
  'Expected a buffer and the dims of every output for an execution, but the device reported none';

const tooSmall = ({ byteLength }: ArrayBuffer, stride: number) =>
  `Expected ${stride} bytes for the outputs of an execution, by their dims, but the device reported ${byteLength}`;
