// Operators

export { infer } from './infer/infer.js';
export { inferFrom } from './infer/infer-from.js';
export type { PullSource, WebStream } from './operators/source-reader.js';

// Runners

export type { Runner } from './runner/runner.js';

// Their options

export type { Drop, DropCause } from './options/drop.js';
export type { FailureAction, InferFailure } from './options/failure-policy.js';
export type {
  InferConfig,
  InferConfigWithInputs,
  InferConfigWithPrepare,
} from './options/infer-config.js';
export type { InferOrder } from './options/infer-order.js';
export type { Overflow } from './options/overflow.js';
export type { Prepare, PrepareContext, PrepareSignal, Preparing } from './options/prepare.js';
export type { AbortSignalLike, RunOptions } from './options/run-options.js';
export type { RunnerConfig, RunnerConfigWithPrepare } from './options/runner-config.js';

// Their results

export type { InferOutputs } from './pipeline/infer-outputs.js';
export type { InferResult, InferTiming } from './pipeline/infer-result.js';

// Tensors

export { float16ToFloat32 } from './tensors/float16-to-float32.js';
export { float32ToFloat16 } from './tensors/float32-to-float16.js';
export type {
  Float16Elements,
  InferInputs,
  InputData,
  InputTensor,
  InputValue,
  RawTensor,
} from './tensors/input-value.js';
export type { Tensor, TensorDataTypes, TensorInfo, TensorType, TypedArray } from './tensors/tensor.js';

// Models and devices

export type { Device } from './device/device.js';
export type { BlockType } from './device/session.js';
export type { Percentiles } from './ledger/histogram.js';
export type { Ledger } from './ledger/ledger.js';
export type { InstanceEvent, Model } from './model/model.js';
export type { ModelStats, PipelineStats, StatsSample } from './model/stats.js';

// Traces

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
