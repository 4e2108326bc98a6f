// How a virtual session computes the outputs of an execution: it gives tensors to the function of the model, once per sample, and
// writes what the function returns where the layout has it.
import { layoutOf } from '../../device/layout-of.js';
import type { ExecuteOptions, OutputLayout } from '../../device/session.js';
import { type DimsList, dimsOfLength, dimsText, elementsOf, fitsDims } from '../../tensors/dims.js';
import type { Float16Elements } from '../../tensors/input-value.js';
import type { Tensor, TensorInfo, TensorType } from '../../tensors/tensor.js';
import { tensorArrays } from '../../tensors/tensor-arrays.js';
import { typedArrayName } from '../../tensors/typed-array-name.js';
import { expected } from '../../util/expected.js';
import type { VirtualModelDefinition } from './define-virtual-model.js';
import type { VirtualElements, VirtualOutput } from './virtual-model-options.js';

/** The outputs of one execution. `dims`: those of every output, on a dynamic model. */
export interface ComputedOutputs {
  readonly outputs: ArrayBuffer;
  readonly dims?: DimsList;
}

/** Computes one execution. It throws what the function of the model throws, and an Error if it returns what does not fit. */
export type Computer = (views: readonly ArrayBufferView[], options: ExecuteOptions) => ComputedOutputs;

type Definition = Pick<VirtualModelDefinition, 'inputs' | 'outputs' | 'compute'>;

/** For a model whose dims are all known. */
export function staticComputer({ inputs, outputs, compute }: Definition, layout: OutputLayout): Computer {
  const dims = inputs.map((info) => info.dims);
  return (views) => {
    const buffer = new ArrayBuffer(layout.stride);
    for (let sample = 0; sample * inputs.length < views.length; sample += 1) {
      const values = compute(tensorsOf(inputs, views.slice(sample * inputs.length), dims));
      outputs.forEach((info, i) => {
        const output = outputOf(info, values[info.name]);
        write(buffer, (layout.offsets[i] ?? 0) + sample * info.bytes, info.type, output.data);
      });
    }
    return { outputs: buffer };
  };
}

/** For a model whose executions have dims of their own. The outputs of a batch follow each other in their first dimension. */
export function dynamicComputer({ inputs, outputs, compute }: Definition): Computer {
  return (views, { batchSize = 1, dims: whole = [] }) => {
    const dims = batchSize === 1 ? whole : whole.map(([first = 0, ...rest]) => [first / batchSize, ...rest]);
    const samples = Array.from({ length: batchSize }, (_, sample) => {
      const values = compute(tensorsOf(inputs, views.slice(sample * inputs.length), dims));
      return outputs.map((info) => outputOf(info, values[info.name]));
    });
    const joined = outputs.map((info, i) =>
      joinedDims(
        info,
        samples.map((output) => (output[i] as VirtualOutput).dims),
      ),
    );
    const { offsets, stride } = layoutOf(outputs, joined);
    const buffer = new ArrayBuffer(stride);
    outputs.forEach(({ type }, i) => {
      let offset = offsets[i] as number;
      for (const sample of samples) offset = write(buffer, offset, type, (sample[i] as VirtualOutput).data);
    });
    return { outputs: buffer, dims: joined };
  };
}

// Copies, because a function may keep what it is given.
function tensorsOf(
  infos: readonly TensorInfo[],
  views: readonly ArrayBufferView[],
  dims: DimsList,
): Record<string, Tensor> {
  const inputs: Record<string, Tensor> = Object.create(null);
  infos.forEach(({ name, type }, i) => {
    const { buffer, byteOffset, byteLength } = views[i] as ArrayBufferView;
    const copy = new Uint8Array(byteLength);
    copy.set(new Uint8Array(buffer, byteOffset, byteLength));
    const Data = tensorArrays[type];
    const data = new Data(copy.buffer, 0, byteLength / Data.BYTES_PER_ELEMENT);
    inputs[name] = { type, dims: dims[i], data } as Tensor;
  });
  return inputs;
}

function outputOf(info: TensorInfo, value: VirtualElements | VirtualOutput | undefined): VirtualOutput {
  const given = hasDims(value) ? value : undefined;
  const data = elementsOfType(info, given ? given.data : (value as VirtualElements | undefined));
  const length = data?.length;
  const dims = given?.dims ?? (length === undefined ? undefined : dimsOfLength(info.dims, length));
  if (data && dims && fitsDims(dims, info.dims) && elementsOf(dims) === length) return { dims, data };
  const came = given
    ? `${length ?? 'no'} elements of dims [${given.dims.join(', ')}]`
    : `${length ?? 'no'} elements`;
  const has = info.bytes === -1 ? `dims ${dimsText(info)}` : String(elementsOf(info.dims));
  throw new Error(`compute returned ${came} for the output \`${info.name}\`, which has ${has}`);
}

function hasDims(value: VirtualElements | VirtualOutput | undefined): value is VirtualOutput {
  return typeof value === 'object' && 'dims' in value && Array.isArray(value.dims);
}

function joinedDims({ name }: TensorInfo, [one = [], ...others]: DimsList): readonly number[] {
  if (others.length === 0) return one;
  const [first = 0, ...rest] = one;
  let sum = first;
  for (const [size = 0, ...more] of others) {
    sum += size;
    if (more.join() === rest.join()) continue;
    throw new Error(
      `compute returned dims for the output \`${name}\` that differ beyond the first one in a batch`,
    );
  }
  return [sum, ...rest];
}

// Returns where the next elements belong.
function write(buffer: ArrayBuffer, offset: number, type: TensorType, data: VirtualElements): number {
  const Data = tensorArrays[type];
  new Data(buffer, offset, data.length).set(data as ArrayLike<never>);
  return offset + data.length * Data.BYTES_PER_ELEMENT;
}

// Elements of float16 are bits: numbers in their place would be taken as other numbers.
function elementsOfType(
  { type, name }: TensorInfo,
  value: VirtualElements | undefined,
): VirtualElements | undefined {
  if (type !== 'float16' || value === undefined) return value;
  const array = typedArrayName(value);
  if (array === 'Uint16Array') return value;
  if (array === 'Float16Array') {
    const { buffer, byteOffset, length } = value as unknown as Float16Elements;
    return new Uint16Array(buffer, byteOffset, length);
  }
  throw new Error(
    `${expected('a Uint16Array with the bits of float16 values', name, value)}. float32ToFloat16 makes one`,
  );
}
