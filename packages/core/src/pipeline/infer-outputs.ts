import type { Tensor } from '../tensors/tensor.js';

/**
 * The outputs of one inference by name. Their data are views into the report's buffer. The object has no prototype, so that
 * every name is a name: `__proto__`, too.
 */
export type InferOutputs<Names extends string = string> = Record<Names, Tensor>;
