// From times to frames: what happened in which ms since the beginning, in the order in which it happened.
import type { EventOf, RecordedEvent } from './events.js';

/** An event on the time line of a test. */
export type Framed<Event extends RecordedEvent = RecordedEvent> = {
  readonly event: Event;
  readonly frame: number;
  /** Launches, executions, results and drops before it, of all models. */
  readonly progress: number;
  /** Since the one before it from outside, a timer or the device has done something in the same frame. */
  readonly afterDevice: boolean;
  /** It is the first of its frame. */
  readonly first: boolean;
};

/** Places events on the time line. */
export function framed(events: readonly RecordedEvent[]): Framed[] {
  const clock = new Clock(events);
  let last = -1;
  let progress = 0;
  let afterDevice = false;
  let arrived = new Set<string>();
  return events.map((event) => {
    const frame = clock.frameOf(event);
    const first = frame !== last;
    if (first) [afterDevice, arrived] = [false, new Set()];
    last = frame;
    const result = { event, frame, progress, afterDevice, first };
    // What comes next comes after it, too.
    if (isArrival(event)) afterDevice = false;
    if (event.type === 'submit') arrived.add(keyOf(event, event.index));
    if (counts(event)) progress += 1;
    if (isFromDevice(event, first || clock.isRung(event), arrived)) afterDevice = true;
    return result;
  });
}

/**
 * Frames in which something came from outside after something that a timer or the device did, and that `progress`
 * does not show: a test cannot wait for it.
 */
export function tangled(events: readonly Framed[]): number[] {
  const frames = new Set<number>();
  let seen = 0;
  for (const { event, frame, progress, afterDevice, first } of events) {
    if (first) seen = progress;
    if (!isArrival(event)) continue;
    if (afterDevice && progress === seen) frames.add(frame);
    seen = progress;
  }
  return [...frames];
}

/** What `stats()` of a model counts, too. */
function counts(event: RecordedEvent): boolean {
  const { type } = event;
  return type === 'start' || type === 'emit' || type === 'drop' || (type === 'launch' && event.launched);
}

const keyOf = ({ pipeline }: RecordedEvent, index: number) => `${pipeline.number}.${index}`;

// Whether a timer or the device may have done it, rather than somebody's call in the same frame.
function isFromDevice(event: RecordedEvent, byTimer: boolean, arrived: ReadonlySet<string>): boolean {
  switch (event.type) {
    case 'callback':
    case 'lost':
    case 'instance':
    case 'emit':
      return true;
    case 'drop':
      return event.cause === 'stale';
    case 'fail':
      return event.attempts > 0 || byTimer;
    case 'launch':
      return byTimer;
    case 'start': {
      const { batchSize, batchDelay } = event.pipeline.settings;
      const { inputs, again } = event;
      const isFull = inputs.length === batchSize || batchDelay === 0;
      return again || !isFull || !inputs.some((index) => arrived.has(keyOf(event, index)));
    }
    default:
      return false;
  }
}

/**
 * Rounds times to whole ms from the first; they never go back. What follows from something else has its frame, though
 * the real clock may have gone on; a timer that rang late has rung in time.
 */
class Clock {
  readonly #start: number;
  #last = 0;
  #before: RecordedEvent | undefined;
  // Frames of arrivals and failures by input, of starts by input and by execution.
  readonly #submitted = new Map<string, number>();
  readonly #failed = new Map<string, number>();
  readonly #started = new Map<string, number>();
  readonly #executed = new Map<number, number>();

  constructor(events: readonly RecordedEvent[]) {
    this.#start = Math.round(events[0]?.at ?? 0);
  }

  frameOf(event: RecordedEvent): number {
    const seen = Math.max(this.#last, Math.round(event.at) - this.#start);
    const due = this.#due(event);
    if (due !== undefined) this.#last = Math.min(seen, Math.max(this.#last, due));
    else if (!this.#follows(event)) this.#last = seen;
    this.#before = event;
    this.#keep(event, this.#last);
    return this.#last;
  }

  /** The time for it has come, whatever else may have caused it. */
  isRung(event: RecordedEvent): boolean {
    const due = event.type === 'launch' || event.type === 'fail' ? this.#due(event) : undefined;
    return due !== undefined && due <= this.#last;
  }

  #keep(event: RecordedEvent, frame: number): void {
    if (event.type === 'submit') this.#submitted.set(keyOf(event, event.index), frame);
    if (event.type === 'fail') this.#failed.set(keyOf(event, event.index), frame + delayOf(event));
    if (event.type !== 'start') return;
    this.#executed.set(event.execution, frame);
    for (const index of event.inputs) this.#started.set(keyOf(event, index), frame);
  }

  // When the timer that may have done it was to ring.
  #due(event: RecordedEvent): number | undefined {
    const { settings } = event.pipeline;
    switch (event.type) {
      case 'drop':
        if (event.cause !== 'stale') return undefined;
        return sum(this.#submitted.get(keyOf(event, event.index)), settings.maxStaleness);
      case 'fail':
        // One that does not fit may have waited for a batch to fill up.
        if (event.attempts === 0 && settings.batchSize > 1) {
          return sum(this.#submitted.get(keyOf(event, event.index)), settings.batchDelay);
        }
        if (event.error !== 'ERR_TIMEOUT') return undefined;
        return sum(this.#started.get(keyOf(event, event.index)), settings.timeout);
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

  #follows(event: RecordedEvent): boolean {
    const before = this.#before;
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
      case 'instance':
        if (event.step === 'removed') return true;
        return event.step === 'rebuilding' && event.at - before.at <= longestTurn;
      default:
        return false;
    }
  }
}

/** Ms that one turn of the event loop may take. */
const longestTurn = 20;

function delayOf({ decision }: EventOf<'fail'>): number {
  return typeof decision === 'number' ? Math.round(decision) : 0;
}

function sum(since: number | undefined, delay: number): number | undefined {
  return since === undefined || delay === Number.POSITIVE_INFINITY ? undefined : since + Math.round(delay);
}

function isArrival({ type }: RecordedEvent): boolean {
  return ['open', 'submit', 'sourceComplete', 'sourceError', 'close'].includes(type);
}
