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

/** Finds executions that took a slot before a batch or a retry that would have had that slot in the test. */
export class Overtaking {
  readonly #slots: SlotUse;
  readonly #pending = new Map<RecordedPipeline, Set<PendingStart>>();
  // Those that an execution may overtake although it is its turn: not due yet in the recording, or retries.
  readonly #early = new Set<PendingStart>();
  // By pipeline with something due: the other pipelines that have started since, without a start of its own.
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

  /** Whether an execution that starts has overtaken anything of its model. REQUIRES: what it starts was removed. */
  start(event: RecordedEventOf<'start'>, frame: number): boolean {
    let hasOvertaken = this.#isTooEarly(event, frame);
    for (const [pipeline, pending] of this.#pending) {
      if (pipeline.model !== event.pipeline.model) continue;
      if (this.#isOutOfTurn(pipeline, pending, event, frame)) hasOvertaken = true;
    }
    this.#startedSince.delete(event.pipeline);
    return hasOvertaken;
  }

  // Something was not due yet in the recording but is due in the test, or is a retry that comes first in its pipeline.
  #isTooEarly(start: RecordedEventOf<'start'>, frame: number): boolean {
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
    event: RecordedEventOf<'start'>,
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
