// From times to frames: what happened in which ms since the beginning, in the order in which it happened.
import { Clock } from './clock.js';
import type { RecordedEvent } from './events.js';
import { keyOf } from './timers.js';

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

/**
 * Places events on the time line.
 *
 * @param late gets the frames of events that cannot be placed before timers they came before
 */
export function framed(events: readonly RecordedEvent[], late?: Set<number>): Framed[] {
  const clock = new Clock(events);
  let last = -1;
  let progress = 0;
  let afterDevice = false;
  let arrived = new Set<string>();
  const frames = events.map((event, i) => {
    const frame = clock.frameOf(event, i);
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
  for (const frame of clock.late) late?.add(frame);
  return frames;
}

/**
 * Frames in which something came from outside after something that a timer or the device did, and that `progress`
 * does not show: a test cannot wait for it.
 */
export function tangled(events: readonly Framed[]): number[] {
  const frames = new Set<number>();
  // Progress before the last that was not from outside.
  let before = 0;
  events.forEach(({ event, frame, progress, afterDevice }, i) => {
    const last = events[i - 1];
    const isFirst = afterDevice && last && !last.afterDevice;
    if (isFirst || event.type === 'instance') before = isFirst ? last.progress : progress;
    if (isArrival(event) && afterDevice && progress === before) frames.add(frame);
  });
  return [...frames];
}

/** What `stats()` of a model counts, too. */
function counts(event: RecordedEvent): boolean {
  const { type } = event;
  return type === 'start' || type === 'emit' || type === 'drop' || (type === 'launch' && event.launched);
}

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

/** It comes from outside. */
export function isArrival({ type }: RecordedEvent): boolean {
  return ['open', 'submit', 'sourceComplete', 'sourceError', 'close'].includes(type);
}
