import type { TensorType } from '@ascend-rx/core';

/** The element types a model may have here: those with a typed array to hold them. */
export const tensorTypes: ReadonlySet<string> = new Set<TensorType>([
  'float32',
  'float16',
  'float64',
  'int8',
  'uint8',
  'int16',
  'uint16',
  'int32',
  'uint32',
  'int64',
  'uint64',
  'bool',
]);
