// From times to frames: what happened in which ms since the beginning, in the order in which it happened.
import type { EventOf, RecordedEvent } from './events.js';

/** An event on the time line of a test. */
export type Framed<Event extends RecordedEvent = RecordedEvent> = {
  readonly event: Event;
  readonly frame: number;
  /** Launches, executions, results and drops before it, of all models. */
  readonly progress: number;
  /** It came after something that a timer or the device did in the same frame. */
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
    if (event.type === 'submit') arrived.add(keyOf(event, event.index));
    if (counts(event)) progress += 1;
    if (isFromDevice(event, first, arrived)) afterDevice = true;
    return result;
  });
}

/** What `stats()` of a model counts, too. */
function counts(event: RecordedEvent): boolean {
  const { type } = event;
  return type === 'start' || type === 'emit' || type === 'drop' || (type === 'launch' && event.launched);
}

const keyOf = ({ pipeline }: RecordedEvent, index: number) => `${pipeline.number}.${index}`;

// Whether a timer or the device may have done it, rather than somebody's call in the same frame.
function isFromDevice(event: RecordedEvent, first: boolean, arrived: ReadonlySet<string>): boolean {
  switch (event.type) {
    case 'callback':
    case 'lost':
    case 'instance':
    case 'emit':
      return true;
    case 'drop':
      return event.cause === 'stale';
    case 'fail':
      return event.attempts > 0;
    case 'launch':
      return first;
    case 'start': {
      const { batchSize } = event.pipeline.settings;
      return batchSize > 1 || event.again || !event.inputs.every((index) => arrived.has(keyOf(event, index)));
    }
    default:
      return false;
  }
}

/** Rounds times to whole ms from the first; they never go back. A timer that rang late rings in time. */
class Clock {
  readonly #start: number;
  #last = 0;
  // Until something else happens, all of it goes with what the timer did.
  #late: { readonly at: number; readonly frame: number } | undefined;
  readonly #submitted = new Map<string, number>();
  readonly #started = new Map<string, number>();

  constructor(events: readonly RecordedEvent[]) {
    this.#start = Math.round(events[0]?.at ?? 0);
  }

  frameOf(event: RecordedEvent): number {
    const seen = Math.max(this.#last, Math.round(event.at) - this.#start);
    const due = this.#due(event);
    if (due !== undefined && due < seen) this.#late = { at: event.at, frame: Math.max(this.#last, due) };
    else if (isOutside(event) || this.#late?.at !== event.at) this.#late = undefined;
    const frame = this.#late?.frame ?? seen;
    this.#last = frame;
    if (event.type === 'submit') this.#submitted.set(keyOf(event, event.index), frame);
    if (event.type === 'start') {
      for (const index of event.inputs) this.#started.set(keyOf(event, index), frame);
    }
    return frame;
  }

  #due(event: RecordedEvent): number | undefined {
    const { settings } = event.pipeline;
    if (event.type === 'drop' && event.cause === 'stale') {
      return sum(this.#submitted.get(keyOf(event, event.index)), settings.maxStaleness);
    }
    if (isTimeout(event)) return sum(this.#started.get(keyOf(event, event.index)), settings.timeout);
    return undefined;
  }
}

function sum(since: number | undefined, delay: number): number | undefined {
  return since === undefined ? undefined : since + Math.round(delay);
}

function isTimeout(event: RecordedEvent): event is EventOf<'fail'> {
  return event.type === 'fail' && event.error === 'ERR_TIMEOUT';
}

function isOutside({ type }: RecordedEvent): boolean {
  return [
    'open',
    'submit',
    'sourceComplete',
    'sourceError',
    'close',
    'callback',
    'lost',
    'instance',
  ].includes(type);
}
