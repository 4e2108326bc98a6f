// A model as encodeModel takes it.
import type { elementTypes } from './schema.js';

/** Element types an ONNX file written here can hold, as tensors name them. */
export type OnnxType = keyof typeof elementTypes;

/**
 * A graph input or output. A string in `dims` is the name of a dim without a size, '' a dim without either. Without `dims`, not even
 * the number of dims is known; an empty list is a scalar.
 */
export interface OnnxValue {
  name: string;
  type: OnnxType;
  dims?: readonly (number | string)[];
}

/**
 * A constant of the graph, in row-major order: `data` holds its elements in the typed array of their type; in place of it,
 * `bytes` holds their memory, little-endian. One of the two is given.
 */
export interface OnnxInitializer {
  name: string;
  type: OnnxType;
  dims: readonly number[];
  data?: ArrayBufferView;
  bytes?: Uint8Array;
}

/**
 * Attribute values. A `number` is an integer and is written as INT, an array as INTS; `{ float }` and `{ floats }` may have
 * fractions. A `{ graph }` is a branch or a body: it can use the values of the graph around it.
 */
export type OnnxAttribute =
  | number
  | string
  | readonly number[]
  | { float: number }
  | { floats: readonly number[] }
  | { tensor: OnnxInitializer }
  | { graph: OnnxGraph };

/** One operator. `inputs` and `outputs` name values; an empty string leaves an optional one out. */
export interface OnnxNode {
  op: string;
  inputs: readonly string[];
  outputs: readonly string[];
  attributes?: Readonly<Record<string, OnnxAttribute>>;
}

/** Operators with their inputs, outputs and constants. */
export interface OnnxGraph {
  name: string;
  inputs: readonly OnnxValue[];
  outputs: readonly OnnxValue[];
  nodes: readonly OnnxNode[];
  initializers?: readonly OnnxInitializer[];
}

/** A whole model. */
export interface OnnxModel extends OnnxGraph {
  /** Version of the default operator set. Default 17. */
  opset?: number;
  metadata?: Readonly<Record<string, string>>;
}
