// Finds executions that took a slot in the recording which a batch or a retry would have taken in the test: the execution
// has overtaken the batch or the retry.
//
// Example, a model with one slot: an input fails in frame 10, and its retry has a delay of 50 ms. With a real clock, the
// failure was handled at 12.6 ms. So the retry is due in frame 60 of the test, but was due at 62.6 ms in the recording. At
// 61.5 ms, in frame 61, another input takes the slot. In the recording it was alone. In the test the retry has been waiting
// since frame 60, and takes the slot first.
import type { RecordedEvent, RecordedEventOf, RecordedPipeline } from '../recording/recorded-event.js';
import type { SlotUse } from './slot-use.js';

/** A batch or a retry that has not started. */
export interface PendingStart {
  /** The event that set its timer: the arrival of an input, or its failure. */
  readonly event: RecordedEvent;
  /** The frame in which it is due in the test. */
  readonly dueFrame: number;
  /** When it was due in the recording, in ms on the device's scheduler. */
  readonly dueAt: number;
}

/** An execution that starts, or an input that took a slot in vain, because it did not fit the model. */
export type Turn = Pick<RecordedEventOf<'start'>, 'pipeline' | 'at' | 'isRetry' | 'inputs'>;

/** The batches and retries that have not started, and whether an execution that starts overtakes one of them. */
export class Overtaking {
  readonly #slots: SlotUse;
  readonly #pending = new Map<RecordedPipeline, Set<PendingStart>>();
  // Those that can be overtaken even by a pipeline whose turn it is: they were not due yet in the recording, or are retries.
  readonly #early = new Set<PendingStart>();
  // By pipeline that has something due: the other pipelines that have started an execution since its own last start.
  readonly #startedSince = new Map<RecordedPipeline, Set<RecordedPipeline>>();

  constructor(slots: SlotUse) {
    this.#slots = slots;
  }

  add(pending: PendingStart): void {
    const { pipeline } = pending.event;
    const others = this.#pending.get(pipeline);
    if (others) others.add(pending);
    else this.#pending.set(pipeline, new Set([pending]));
    this.#early.add(pending);
  }

  remove(pending: PendingStart): void {
    this.#pending.get(pending.event.pipeline)?.delete(pending);
    this.#early.delete(pending);
  }

  /**
   * Whether the execution that starts overtakes a batch or a retry of its model. REQUIRES: the batches and retries that are
   * in the execution were removed.
   */
  start(event: Turn, frame: number): boolean {
    let hasOvertaken = this.#isTooEarly(event, frame);
    for (const [pipeline, pending] of this.#pending) {
      if (pipeline.model !== event.pipeline.model) continue;
      if (this.#isOutOfTurn(pipeline, pending, event, frame)) hasOvertaken = true;
    }
    this.#startedSince.delete(event.pipeline);
    return hasOvertaken;
  }

  // True in two cases. A batch or a retry is due in the test and was not due yet in the recording. Or a retry of the same
  // pipeline is due, which comes before the inputs of this execution.
  #isTooEarly(start: Turn, frame: number): boolean {
    for (const pending of this.#early) {
      const { event, dueFrame, dueAt } = pending;
      if (dueAt <= start.at && event.type !== 'fail') this.#early.delete(pending);
      if (dueFrame >= frame || event.pipeline.model !== start.pipeline.model) continue;
      if (dueAt > start.at) return true;
      if (event.type !== 'fail' || event.pipeline !== start.pipeline) continue;
      // Retries come before other inputs, in the order of the source.
      if (!start.isRetry || start.inputs.some((index) => index > event.index)) return true;
    }
    return false;
  }

  // Pipelines take slots in turn: none has two turns while another one waits.
  #isOutOfTurn(
    waiting: RecordedPipeline,
    pending: ReadonlySet<PendingStart>,
    event: Turn,
    frame: number,
  ): boolean {
    if (waiting === event.pipeline) return false;
    if (!this.#slots.hasOwnRoom(waiting) || !isAnyDue(pending, frame)) {
      this.#startedSince.delete(waiting);
      return false;
    }
    const started = this.#startedSince.get(waiting) ?? new Set();
    this.#startedSince.set(waiting, started);
    if (started.has(event.pipeline)) return true;
    started.add(event.pipeline);
    return false;
  }
}

function isAnyDue(pending: ReadonlySet<PendingStart>, frame: number): boolean {
  for (const { dueFrame } of pending) if (dueFrame < frame) return true;
  return false;
}
