// What a pipeline needs of those around it. The model and the scheduler of slots implement it.
import type { SchedulerLike } from 'rxjs';
import type { CallerContext, CaptureContext } from '../device/caller-context.js';
import type { Execution } from '../instance/execution.js';
import type { Instance } from '../instance/instance.js';
import type { LedgerCounter } from '../ledger/ledger-counter.js';
import type { Drop } from '../options/drop.js';
import type { SlotClient } from '../scheduling/slot-scheduler.js';
import type { TracedModel } from '../tracing/trace-event.js';
import type { DeliveryModel } from './delivery.js';
import type { Input } from './input.js';
import type { InputModel } from './input-model.js';
import type { PipelineSink } from './pipeline-sink.js';

/** A pipeline, as far as its counts go. */
export interface CountedPipeline {
  readonly settings: { readonly label: string | undefined };
  readonly state: { readonly ledger: LedgerCounter };
}

/** What a pipeline needs of its model. */
export interface PipelineModel extends DeliveryModel, InputModel {
  /** The batch sizes that the model can execute, ascending. Undefined: it takes one input at a time. */
  readonly batchSizes: readonly number[] | undefined;
  readonly scheduler: SchedulerLike;
  readonly traced: TracedModel;
  /** Undefined: there are no contexts here. */
  readonly captureContext: CaptureContext | undefined;
  /** Told of every drop. */
  dropped(drop: Drop): void;
  /** The pipeline has ended: its counts do not change any more. */
  ended(pipeline: CountedPipeline): void;
  /** A pipeline that has ended has closed its groups and left its source. */
  left(): void;
}

/** What a pipeline needs of the scheduler of slots. */
export interface PipelineScheduler<T> {
  /** The instances of the model, by their index. */
  readonly instances: readonly Instance[];
  /** The number for the next execution. */
  nextExecution(): number;
  join(client: SlotClient<Input<T>>): void;
  leave(client: SlotClient<Input<T>>): void;
  /** How many executions of the client could begin now. */
  startable(client: SlotClient<Input<T>>): number;
  /** Gives the client a slot as soon as one is free for it, if the client is ready. `now`: the time, if it is known. */
  wake(client: SlotClient<Input<T>>, now?: number): void;
  /** Slots that were taken and not used are free. */
  slotsFreed(): void;
  /** An execution of the client is not being prepared any more, or has lost its slot. */
  preparationEnded(client: SlotClient<Input<T>>): void;
  /** Starts an input that need not wait. False: it has to wait. */
  startNow(client: SlotClient<Input<T>>, input: Input<T>, now: number): boolean;
}

/** What prepares the inputs of a pipeline, as the other parts of it know it. */
export interface PipelinePreparations<T> {
  /** The device does not read the inputs of the executions any more. */
  done(executions: readonly Execution<Input<T>>[]): void;
  /** Nobody wants the result of the input any more. */
  withdrawn(input: Input<T>): void;
  /**
   * The pipeline has ended.
   *
   * @return what a teardown has thrown
   */
  end(): { readonly error: unknown } | undefined;
}

/** What the parts of one pipeline share of those around them. */
export interface PipelineSurroundings<T> {
  /** The pipeline, as the scheduler, the instances and the model know it. */
  readonly client: SlotClient<Input<T>> & CountedPipeline;
  readonly scheduler: PipelineScheduler<T>;
  readonly model: PipelineModel;
  readonly sink: PipelineSink<T>;
  /** The context in which the pipeline was subscribed to. Undefined: there are no contexts here, or each input has its own. */
  readonly context: CallerContext | undefined;
}
