import type { SlotUsage } from '../instance/slot-usage.js';
import { LedgerCounter } from '../ledger/ledger-counter.js';
import type { InferSettings } from '../options/infer-settings.js';
import type { PreparingCounts } from '../scheduling/preparing-counts.js';
import type { SlotDemand } from '../scheduling/slot-scheduler.js';
import type { Deadlines } from './deadlines.js';
import type { InputQueue } from './input-queue.js';
import type { Sequencer } from './sequencer.js';

/**
 * The state of a pipeline, and the conditions: what may start, whether open groups are stuck, whether it is complete. It
 * changes nothing by itself: each field names who writes it.
 */
export class PipelineState<T> implements SlotDemand {
  /** Counted by every part. */
  readonly ledger = new LedgerCounter();
  /** The source has completed. Written by the intake. */
  sourceCompleted = false;
  /** More inputs may come in this turn of the event loop: a batch that is not full waits for them. Written by the intake. */
  expectsMore = false;
  /** The model is being closed. Written by the pipeline. */
  modelClosing = false;
  /** The pipeline has ended. Written by the ending. */
  ended = false;
  /** A bound on the executions in flight beside `maxInFlight`, which may change. Written by a runner. */
  window = Number.POSITIVE_INFINITY;
  /** Results are being emitted; an error that comes meanwhile waits for their end. Written by the outcomes and the failures. */
  emitting = false;
  /** A subscriber is handling a result at this moment. Written by the delivery. */
  inResult = false;
  /** The error that waits. Written by the completion. */
  pendingError: { readonly error: unknown } | undefined;

  constructor(
    readonly settings: InferSettings<T>,
    readonly usage: SlotUsage,
    readonly queue: InputQueue<T>,
    readonly sequencer: Sequencer<T>,
    /** Undefined: executions may take as long as they like. */
    readonly deadlines: Deadlines<T> | undefined,
    /** Undefined: inputs are not prepared. */
    readonly preparing: PreparingCounts | undefined = undefined,
  ) {}

  // The pipeline's own bounds: results that are held back count in 'maxInFlight', too.
  get allowance(): number {
    const { maxInFlight, batchSize } = this.settings;
    const bound = Math.min(maxInFlight, this.window) - this.usage.slots;
    const { heldBack } = this.sequencer;
    const allowance = heldBack === 0 ? bound : bound - Math.floor(heldBack / batchSize);
    const { preparing } = this;
    if (preparing === undefined) return allowance;
    return Math.min(allowance - preparing.displaced, preparing.most - preparing.active);
  }

  get wanted(): number {
    const fresh = Math.max(0, Math.min(this.allowance, Math.ceil(this.queue.size / this.settings.batchSize)));
    return this.preparing === undefined ? fresh : fresh + this.preparing.displaced;
  }

  get mayStart(): boolean {
    if (this.pendingError !== undefined) return false;
    const { preparing } = this;
    if (preparing !== undefined && preparing.displaced > 0) return false;
    if (this.allowance > 0) return true;
    // Results may be held back for an input that is executed again: they must not keep that input from a slot. Nor must
    // inputs that are being prepared: that input is prepared already.
    return this.queue.retries > 0 && this.usage.slots < this.settings.maxInFlight;
  }

  get isReady(): boolean {
    // What is being prepared and has lost its slot comes before all that waits.
    const { preparing } = this;
    if (preparing !== undefined && preparing.displaced > 0) return this.pendingError === undefined;
    if (this.queue.size === 0 || !this.mayStart) return false;
    if (this.expectsMore) return this.queue.hasFullBatch;
    // When the source has completed, nothing will fill a batch any further.
    return this.queue.isDue || this.sourceCompleted;
  }

  get hasWaiting(): boolean {
    return this.queue.size > 0;
  }

  /** Whether the pipeline takes more inputs, as far as is known. */
  get isOpen(): boolean {
    return !this.ended && !this.modelClosing && this.pendingError === undefined;
  }

  /**
   * Whether the open groups would wait in vain: no input can come any more to fill them, or none before they have been
   * reported.
   */
  get areGroupsStuck(): boolean {
    // What is being prepared will fill them.
    if (this.preparing !== undefined && this.preparing.withSlot > 0) return false;
    if (this.modelClosing || (this.sourceCompleted && this.queue.size === 0)) return true;
    if (this.usage.slots === 0 || this.mayStart) return false;
    // A callback that is outstanding will free slots. Without callbacks, nothing does but closing the group.
    return this.usage.groups === 0 || this.settings.callbackInterval === 0;
  }

  /** Whether every input has come to its end and no more will come. */
  get isComplete(): boolean {
    return this.sourceCompleted && this.ledger.inFlight === 0 && this.ledger.waiting === 0;
  }

  /** Whether the model's closing leaves nothing to wait for: what is held back waits for inputs that nothing executes any more. */
  get isCutOff(): boolean {
    return this.modelClosing && this.ledger.inFlight === this.sequencer.heldBack;
  }
}
