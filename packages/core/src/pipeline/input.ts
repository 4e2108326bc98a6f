import type { CallerContext } from '../device/caller-context.js';
import type { Execution } from '../instance/execution.js';
import type { DimsList } from '../tensors/dims.js';
import type { InferResult } from './infer-result.js';
import type { Preparation } from './preparation.js';
import type { Sequence } from './sequence.js';

/** One input of a pipeline, from its arrival until its result is emitted or it ends otherwise. */
export class Input<T> {
  /** The context in which user code runs for the input. Undefined: in that of whatever causes the call. */
  context: CallerContext | undefined;
  /** How often the input has been executed, counting an execution that goes on. */
  attempts = 0;
  /** Whether the input has no slot. False while its execution goes on, and while its failure is decided. */
  isWaiting = true;
  /** One view per model input. Bound when the input first takes a slot, so that a waiting input needs no memory. */
  views: readonly ArrayBufferView[] | undefined;
  /** Of a pipeline that prepares its inputs, from when the input first takes a slot. */
  preparation: Preparation | undefined;
  /** The dims of the views, where the session is dynamic. */
  dims: DimsList | undefined;
  /**
   * Whether the device begins with the input in time in any case: the input waited only for its batch, takes its slot when it
   * would become stale, and nothing is queued before it. Written by the pipeline.
   */
  beginsInTime = false;
  /** The execution whose result counts. Undefined: the input waits, or its execution has timed out or ended. */
  execution: Execution<Input<T>> | undefined;
  /** The sequence in which the input keeps its place. Undefined: results are emitted as they come. */
  sequence: Sequence<Input<T>> | undefined;
  /** Whether the input has come to its end, perhaps before others ahead of it in its sequence. */
  isSettled = false;
  /** The result that is held back until the input's turn. Undefined: there is none, or the input was dropped. */
  result: InferResult<T> | undefined;

  /**
   * @param source the value that the source emitted
   * @param index the position of the value in the source, from 0
   * @param submittedAt when the value came, in ms on the device's scheduler
   */
  constructor(
    readonly source: T,
    readonly index: number,
    readonly submittedAt: number,
  ) {}
}
