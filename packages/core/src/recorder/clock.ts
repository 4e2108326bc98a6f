// The frames of events: ms since the first.
import type { EventOf, RecordedEvent } from './events.js';
import { keyOf, type Timer, timersOf } from './timers.js';

/** Ms that one turn of the event loop may take. */
const longestTurn = 20;

/** Ms from a failure to the next rebuild: of an instance's first failures in a row, and so on. */
const rebuildDelays = [0, 100, 200, 400];

/**
 * Rounds times to whole ms from the first; they never go back. What follows from something else has its frame, though
 * the real clock may have gone on. A timer rings when it was to: what a blocked event loop has let come before one that
 * was due is put before it, as far as there is room.
 */
export class Clock {
  /** Frames of events that came before timers which were due ahead of them: no test can have that order. */
  readonly late = new Set<number>();
  readonly #events: readonly RecordedEvent[];
  readonly #start: number;
  readonly #deadlines: Deadlines;
  #last = 0;
  // Frames of arrivals and failures by input, and of starts by execution.
  readonly #submitted = new Map<string, number>();
  readonly #failed = new Map<string, number>();
  readonly #executed = new Map<number, number>();
  // When an instance was seen to have lost a callback, until its next one.
  readonly #lost = new Map<string, number>();
  // When an instance failed last, or could not be rebuilt.
  readonly #down = new Map<string, { at: number; frame: number }>();

  constructor(events: readonly RecordedEvent[]) {
    this.#events = events;
    this.#start = Math.round(events[0]?.at ?? 0);
    this.#deadlines = new Deadlines(timersOf(events));
  }

  /** To be called with the events in their order. */
  frameOf(event: RecordedEvent, i: number): number {
    const seen = Math.max(this.#last, Math.round(event.at) - this.#start);
    const rebuild = event.type === 'instance' ? this.#rebuildDue(event) : undefined;
    const due = this.#deadlines.dueOf(i) ?? rebuild;
    const bound = this.#deadlines.boundOf(i, seen);
    const frame = due ?? Math.min(this.#usual(event, i, seen), bound);
    if (frame < this.#last) this.late.add(this.#last);
    this.#last = Math.max(this.#last, frame);
    this.#deadlines.set(i, this.#last);
    this.#keep(event, this.#last);
    return this.#last;
  }

  /** The time for it has come, whatever else may have caused it. */
  isRung(event: RecordedEvent): boolean {
    const due = event.type === 'launch' || event.type === 'fail' ? this.#due(event) : undefined;
    return due !== undefined && due <= this.#last;
  }

  #usual(event: RecordedEvent, i: number, seen: number): number {
    const due = this.#due(event);
    if (due === undefined) return this.#follows(event, i) ? this.#last : seen;
    const before = this.#events[i - 1];
    // Nothing fills a batch up any more, and so it has not waited.
    const isRest = before?.type === 'sourceComplete' && before.pipeline === event.pipeline;
    if (isRest && event.type === 'start') return this.#last;
    // Timers of real clocks may ring a little early.
    const isAlone = (before?.at ?? 0) < event.at;
    return isAlone && seen === due - 1 ? due : Math.min(seen, Math.max(this.#last, due));
  }

  #keep(event: RecordedEvent, frame: number): void {
    if (event.type === 'submit') this.#submitted.set(keyOf(event, event.index), frame);
    if (event.type === 'fail') this.#failed.set(keyOf(event, event.index), frame + delayOf(event));
    if (event.type === 'instance' && (event.step === 'failed' || event.step === 'not rebuilt')) {
      this.#down.set(instanceOf(event), { at: event.at, frame });
    }
    if (event.type === 'lost') this.#lost.set(instanceOf(event), event.at);
    if (event.type === 'callback') this.#lost.delete(instanceOf(event));
    if (event.type === 'start') this.#executed.set(event.execution, frame);
  }

  // When the timer that may have done it was to ring; those that ring for certain are the deadlines'.
  #due(event: RecordedEvent): number | undefined {
    const { settings } = event.pipeline;
    switch (event.type) {
      case 'fail':
        // One that does not fit may have waited for a batch to fill up.
        if (event.attempts > 0 || settings.batchSize === 1) return undefined;
        return sum(this.#submitted.get(keyOf(event, event.index)), settings.batchDelay);
      case 'launch':
        if (event.executions.length === settings.callbackInterval) return undefined;
        return sum(this.#executed.get(event.executions[0] ?? -1), settings.maxCallbackDelay);
      case 'start': {
        const first = keyOf(event, event.inputs[0] ?? -1);
        if (event.again) return this.#failed.get(first);
        if (event.inputs.length === settings.batchSize) return undefined;
        return sum(this.#submitted.get(first), settings.batchDelay);
      }
      default:
        return undefined;
    }
  }

  // An instance is built anew at once, or after one of the delays of its back-off.
  #rebuildDue(event: EventOf<'instance'>): number | undefined {
    const down = event.step === 'rebuilding' ? this.#down.get(instanceOf(event)) : undefined;
    if (!down) return undefined;
    const passed = event.at - down.at;
    const delay = rebuildDelays.findLast((each) => each <= passed + 1) ?? 0;
    return down.frame + delay;
  }

  #follows(event: RecordedEvent, i: number): boolean {
    const before = this.#events[i - 1];
    if (!before) return false;
    switch (event.type) {
      case 'emit':
      case 'drop':
      case 'fail':
        return true;
      case 'end':
        return event.how !== 'unsubscribe' || event.inResult;
      // Unless pipelines that are not recorded have had the slots.
      case 'start':
      case 'launch':
        return event.at - before.at <= longestTurn;
      // By which it was noticed that the one before it is lost.
      case 'callback':
        return event.at - (this.#lost.get(instanceOf(event)) ?? Number.NEGATIVE_INFINITY) <= longestTurn;
      case 'instance':
        return event.step === 'removed';
      default:
        return false;
    }
  }
}

/** What timers that ring for certain say about the frames of events. */
class Deadlines {
  // Those that each event sets, and that with which it is over.
  readonly #set = new Map<number, Timer[]>();
  readonly #rung = new Map<number, Timer>();
  // By pipeline and kind: in the order in which they are due, since all take the same time.
  readonly #lanes = new Map<string, { timer: Timer; due: number }[]>();
  readonly #due = new Map<Timer, number>();

  constructor(timers: readonly Timer[]) {
    for (const timer of timers) {
      // A batch or a retry that is due may have to wait for a slot.
      if (timer.kind === 'batch' || timer.kind === 'retry') continue;
      const beside = this.#set.get(timer.set);
      if (beside) beside.push(timer);
      else this.#set.set(timer.set, [timer]);
      if (timer.rang && !this.#rung.has(timer.over)) this.#rung.set(timer.over, timer);
    }
  }

  /** The event has been placed: its timers run. */
  set(i: number, frame: number): void {
    for (const timer of this.#set.get(i) ?? []) {
      const name = `${timer.kind} ${timer.event.pipeline.number}`;
      const due = frame + timer.delay;
      const lane = this.#lanes.get(name);
      if (lane) lane.push({ timer, due });
      else this.#lanes.set(name, [{ timer, due }]);
      this.#due.set(timer, due);
    }
    this.#set.delete(i);
  }

  /** The frame of an event that is a timer's doing. */
  dueOf(i: number): number | undefined {
    const timer = this.#rung.get(i);
    return timer && this.#due.get(timer);
  }

  /** The last frame that an event may have, seen in a later one, to be before the timers that it was before. */
  boundOf(i: number, seen: number): number {
    let bound = Number.POSITIVE_INFINITY;
    for (const lane of this.#lanes.values()) {
      while (lane[0] && lane[0].timer.over < i) lane.shift();
      const [first] = lane;
      if (!first || first.due >= seen || first.timer.over === Number.POSITIVE_INFINITY) continue;
      // One that never rang must not come to do so.
      bound = Math.min(bound, first.timer.rang ? first.due : first.due - 1);
    }
    return bound;
  }
}

const instanceOf = ({ pipeline, instance }: EventOf<'instance' | 'lost' | 'callback'>) =>
  `${pipeline.model.number}.${instance}`;

function delayOf({ decision }: EventOf<'fail'>): number {
  return typeof decision === 'number' ? Math.round(decision) : 0;
}

function sum(since: number | undefined, delay: number): number | undefined {
  return since === undefined || delay === Number.POSITIVE_INFINITY ? undefined : since + Math.round(delay);
}
