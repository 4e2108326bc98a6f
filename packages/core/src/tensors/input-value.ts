// What users give as inputs. Numbers come in the typed array of the element type. Bytes are not numbers: they are taken as
// the memory of a tensor only where the value says so.
import type { TensorDataTypes, TensorType } from './tensor.js';

/**
 * A `Float16Array`, which Node has from version 24 on, by its structure: TypeScript needs no library of a later language
 * version for it.
 */
export interface Float16Elements extends ArrayBufferView {
  readonly [Symbol.toStringTag]: 'Float16Array';
  readonly BYTES_PER_ELEMENT: number;
  readonly length: number;
}

/** The arrays that an input of each element type may have: {@link TensorDataTypes}, and two that hold the same elements. */
export type InputData<T extends TensorType = TensorType> = {
  [Type in T]:
    | TensorDataTypes[Type]
    | (Type extends 'float16' ? Float16Elements : never)
    | (Type extends 'uint8' ? Uint8ClampedArray : never);
}[T];

/** A tensor as an input: {@link Tensor}, or one with a `Float16Array` or a `Uint8ClampedArray`. */
export type InputTensor<T extends TensorType = TensorType> = {
  [Type in T]: { readonly type: Type; readonly data: InputData<Type>; readonly dims: readonly number[] };
}[T];

/**
 * The memory of a tensor as bytes: its elements in row-major order, little-endian, `bytes` at any alignment. It says what
 * the bytes mean, because nothing else can tell a float32 tensor from a picture of as many bytes.
 */
export interface RawTensor {
  readonly type: TensorType;
  readonly dims: readonly number[];
  readonly bytes: Uint8Array | Uint8ClampedArray | DataView | ArrayBuffer | SharedArrayBuffer;
}

/**
 * The value of one input: its elements in row-major order, in the typed array of its element type; the same with `type` and
 * `dims`, as a tensor; or raw bytes. A typed array of any other type is refused, never converted or taken as bytes.
 */
export type InputValue = InputData | InputTensor | RawTensor;

/** All inputs of an inference: the value itself where the model has one input, else values by input name. */
export type InferInputs = InputValue | Readonly<Record<string, InputValue>>;
