// Operators

export { infer } from './infer.js';
export type { InferConfig } from './infer-config.js';
export { inferFrom } from './infer-from.js';
export type { InferResult, InferTiming } from './infer-result.js';

// What their options say and give

export type { Drop, DropCause } from './drop.js';
export type { FailureAction, InferFailure } from './failure-policy.js';
export type { Overflow } from './options/overflow.js';
export type { PullSource, WebStream } from './pull.js';
export type { InferOrder } from './sequencer.js';

// Values

export type { InferInputs, InputValue } from './bind-inputs.js';
export type { InferOutputs } from './read-outputs.js';
export type { Tensor, TensorDataTypes, TensorInfo, TensorType } from './tensor.js';

// Models and devices

export type { Percentiles } from './histogram.js';
export type { Ledger } from './ledger.js';
export type { InstanceEvent, Model, ModelOptions } from './model.js';
export type { Device } from './port.js';
export type { ModelStats, PipelineStats, StatsSample } from './stats.js';

// Tracing

export type {
  InstanceStep,
  PipelineEnding,
  TracedGroup,
  TracedModel,
  TracedPipeline,
  TracedSettings,
  TraceEvent,
  TraceEventOf,
  TraceEventType,
  TraceFields,
} from './tracing/trace-event.js';
export type { TraceSink } from './tracing/trace-sink.js';

// Errors

export type { AclCodeName } from './errors/acl-codes.js';
export { aclCodes } from './errors/acl-codes.js';
export { AclError } from './errors/acl-error.js';
export type { AscendRxErrorCode } from './errors/ascend-rx-error.js';
export { AscendRxError } from './errors/ascend-rx-error.js';
export { InferTimeoutError } from './errors/infer-timeout-error.js';

// For implementations: devices, programs

export { createModel } from './create-model.js';
export type { BlockType, OutputLayout, Session, SessionObserver } from './port.js';
export type { TensorArray } from './tensor-arrays.js';
export { tensorArrays } from './tensor-arrays.js';
export { assertKnownOptions, describe, expected, nearest } from './validate.js';
