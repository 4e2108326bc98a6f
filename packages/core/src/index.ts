// Operators

export type { InferInputs, InputValue } from './bind-inputs.js';
// For implementations of devices
export { createModel } from './create-model.js';
export type { AclCodeName } from './errors/acl-codes.js';
export { aclCodes } from './errors/acl-codes.js';
// Errors
export { AclError } from './errors/acl-error.js';
export type { AscendRxErrorCode } from './errors/ascend-rx-error.js';
export { AscendRxError } from './errors/ascend-rx-error.js';
export type { InferConfig } from './infer.js';
export { infer } from './infer.js';
export type { InferResult, InferTiming } from './infer-result.js';
export type { Ledger } from './ledger.js';
// Models
export type { Model, ModelStats } from './model.js';
export type { BlockType, Device, OutputLayout, Session, SessionObserver } from './port.js';
export type { InferOutputs } from './read-outputs.js';
// Tensors
export type { Tensor, TensorDataTypes, TensorInfo, TensorType } from './tensor.js';
export { assertKnownOptions, describe, expected, nearest } from './validate.js';
