// What a user reads whose input does not fit the model: what was expected, what came, and what to do.
import { AscendRxError } from '../errors/ascend-rx-error.js';
import { dimsText, elementsOf as product } from '../tensors/dims.js';
import type { TensorInfo, TensorType } from '../tensors/tensor.js';
import { tensorArrays } from '../tensors/tensor-arrays.js';
import { typedArrayName } from '../tensors/typed-array-name.js';
import { describe, isPromise } from '../util/expected.js';
import { isArrayBuffer } from '../util/is-array-buffer.js';
import { nearest } from '../util/nearest.js';

/** How many sizes of dims a message has. */
const mostShown = 16;
const anyBytes = 'a Buffer, Uint8Array, DataView or ArrayBuffer';

/** A value that is neither elements nor a tensor nor raw bytes. */
export function unfitInput(info: TensorInfo, value: unknown): AscendRxError {
  const { name: array } = tensorArrays[info.type];
  const what = `${array.startsWith('I') ? 'an' : 'a'} ${array}`;
  if (isPlain(value) && 'dims' in value && !Array.isArray(value.dims)) {
    return unfit('an array of numbers', `${info.name}.dims`, describe(value.dims));
  }
  if (isPlain(value) && 'dims' in value && 'bytes' in value && !('data' in value)) {
    return unfit(anyBytes, `${info.name}.bytes`, describe(value.bytes));
  }
  if (isPlain(value) && 'dims' in value && 'data' in value) {
    return unfit(what, `${info.name}.data`, describe(value.data), advice(info, value.data));
  }
  return unfit(`${what} or a tensor (${sizeOf(info)})`, info.name, describe(value), advice(info, value));
}

/** Raw bytes in an array of anything but bytes. */
export function unfitBytes({ name }: TensorInfo, bytes: ArrayBufferView): AscendRxError {
  return unfit(anyBytes, `${name}.bytes`, describe(bytes), 'Give elements as `data`.');
}

/** A typed array of another size, or of another element type. */
export function unfitElements(info: TensorInfo, data: ArrayBufferView): AscendRxError {
  const remedy =
    info.bytes === -1 || data.byteLength === info.bytes || lengthOf(data) === elementsOf(info)
      ? advice(info, data)
      : '';
  return unfit(sizeOf(info), info.name, describeElements(data), remedy);
}

/** A tensor, or raw bytes, of another type, other dims, or another size. */
export function unfitTensor(
  info: TensorInfo,
  type: string | undefined,
  dims: readonly number[],
  bytes: number,
): AscendRxError {
  return unfit(sizeOf(info), info.name, tensorText(type, dims, bytes));
}

/** A tensor that came, for messages. */
export function tensorText(type: unknown, dims: readonly number[], bytes: number): string {
  // Dims that a user gave may hold anything, and any number of it.
  const shown = Array.from({ length: Math.min(dims.length, mostShown) }, (_, i) => sizeText(dims[i]));
  if (dims.length > mostShown) return `${typeText(type)} [${shown.join(', ')}, …], ${bytes} bytes`;
  const elements = dims.every((size) => typeof size === 'number') ? product(dims) : Number.NaN;
  const counted = Number.isNaN(elements) ? '' : `${count(elements)}, `;
  return `${typeText(type)} [${shown.join(', ')}], ${counted}${bytes} bytes`;
}

function sizeText(size: unknown): string {
  return typeof size === 'number' ? String(size) : describe(size);
}

function typeText(type: unknown): string {
  return typeof type === 'string' ? type : describe(type);
}

/** A value for a model with several inputs that does not name them. */
export function unfitInputs(infos: readonly TensorInfo[], value: unknown): AscendRxError {
  const names = infos.map(({ name }) => `\`${name}\``).join(', ');
  return unfit(`an object with ${names}`, 'inputs', describe(value), isPromise(value) ? resolveFirst : '');
}

/**
 * A name that no input of the model has.
 *
 * @param whole the value of the source, if the option `inputs` is not given: then its parts may be no inputs at all
 */
export function unknownInput(infos: readonly TensorInfo[], name: string, whole?: object): AscendRxError {
  const names = infos.map((info) => info.name);
  const isPart = whole !== undefined && !tensorKeys.includes(name);
  const mayBeMisspelt = !isPart || Object.keys(whole).length === infos.length;
  const meant = mayBeMisspelt ? nearest(name, names) : undefined;
  const others = tensorKeys.includes(name) ? `${isTensorWith} Else its` : 'its';
  const hint = meant
    ? `did you mean \`${meant}\`?`
    : `${others} inputs are ${names.join(', ')}${isPart ? `. ${chooseInputs(infos, whole)}` : ''}`;
  return new AscendRxError('ERR_INPUT', `The model has no input \`${name}\`: ${hint}`);
}

const tensorKeys: readonly string[] = ['type', 'dims', 'data', 'bytes'];
const isTensorWith = 'a tensor has `type`, `dims` and `data`, raw bytes have `type`, `dims` and `bytes`.';
const resolveFirst =
  '`inputs` cannot wait for a Promise. Resolve it before `infer`: mergeMap(load, 4), infer(model, …); await it before `run`.';

// The model has one input, and the value has one part that can be it: then that part is named.
function chooseInputs(infos: readonly TensorInfo[], whole: object): string {
  const parts = Object.entries(whole).filter(([, part]) => ArrayBuffer.isView(part));
  const [name] = parts[0] ?? [];
  const isClear =
    infos.length === 1 && parts.length === 1 && name !== undefined && /^[A-Za-z_]\w*$/.test(name);
  const example = isClear ? `({ ${name} }) => ${name}` : '(value) => …';
  return `If the inputs are a part of each value, give \`inputs\` to \`infer\` or \`model.runner\`: { inputs: ${example} }`;
}

function advice(info: TensorInfo, value: unknown): string {
  const { type } = info;
  const Data = tensorArrays[type];
  const raw = (bytes: string) => `{ type: '${type}', dims: ${dimsText(info)}, ${bytes} }`;
  if (isPromise(value)) return resolveFirst;
  if (Array.isArray(value)) {
    const flat = value.some(Array.isArray) ? 'array.flat(Infinity)' : 'array';
    return `Give numbers as ${fromNumbers(type, flat)}.`;
  }
  if (isArrayBuffer(value))
    return `Wrap it: new ${Data.name}(buffer), or as raw bytes ${raw('bytes: buffer')}.`;
  if (!ArrayBuffer.isView(value)) return '';
  const converted = typedArrayName(value)?.startsWith('Big') ? fromBigInts(type) : fromNumbers(type, 'array');
  const isOfBytes = lengthOf(value) === undefined || typedArrayName(value)?.startsWith('Uint8') === true;
  if (lengthOf(value) === elementsOf(info) || (info.bytes === -1 && !isOfBytes))
    return `Convert it: ${converted}.`;
  return `If these are the bytes of ${type}, say so: ${raw('bytes')}.`;
}

function fromNumbers(type: TensorType, array: string): string {
  if (type === 'float16') return `float32ToFloat16(${array})`;
  const { name } = tensorArrays[type];
  return name.startsWith('Big') ? `${name}.from(${array}, BigInt)` : `${name}.from(${array})`;
}

function fromBigInts(type: TensorType): string {
  if (type === 'float16') return 'float32ToFloat16(Float64Array.from(array, Number))';
  const { name } = tensorArrays[type];
  return name.startsWith('Big') ? `${name}.from(array)` : `${name}.from(array, Number)`;
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !ArrayBuffer.isView(value);
}

function lengthOf(data: ArrayBufferView): number | undefined {
  return 'length' in data ? (data.length as number) : undefined;
}

// NaN where the number is not known.
function elementsOf({ type, bytes }: TensorInfo): number {
  if (bytes === -1) return Number.NaN;
  return bytes / tensorArrays[type].BYTES_PER_ELEMENT;
}

function sizeOf(info: TensorInfo): string {
  const { type, bytes } = info;
  const text = `${type} ${dimsText(info)}`;
  return bytes === -1 ? text : `${text}, ${count(elementsOf(info))}, ${bytes} bytes`;
}

/** A typed array that came, for messages. A DataView has no elements. */
export function describeElements(data: ArrayBufferView): string {
  const length = lengthOf(data);
  if (length === undefined) return describe(data);
  return `${data.constructor?.name ?? 'a view'} of ${count(length)}, ${data.byteLength} bytes`;
}

function count(elements: number): string {
  return `${elements} ${elements === 1 ? 'element' : 'elements'}`;
}

export function unfit(what: string, name: string, received: string, remedy = ''): AscendRxError {
  const sentence = `Expected ${what} for \`${name}\` but received ${received}`;
  return new AscendRxError('ERR_INPUT', remedy === '' ? sentence : `${sentence}. ${remedy}`);
}
