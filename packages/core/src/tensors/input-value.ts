import type { Tensor } from './tensor.js';

/**
 * The value of one input: a tensor, or only its elements in row-major order, in the typed array of its element type. A
 * `Uint8Array` (a Node `Buffer`) or `DataView` is taken as the raw bytes of any type.
 */
export type InputValue = Tensor | ArrayBufferView;

/** All inputs of an inference: the value itself where the model has one input, else values by input name. */
export type InferInputs = InputValue | Readonly<Record<string, InputValue>>;
