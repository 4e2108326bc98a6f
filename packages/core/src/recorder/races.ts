// What came together in one frame, and may come in another order when it is played.
import type { RecordedEvent } from './events.js';
import { type Framed, isArrival } from './frames.js';
import { isReal, type Timer, timersOf } from './timers.js';

/**
 * Frames in which the order is not certain. A timer was to ring together with a failure, since faults are played a little
 * later than they happen, or with what came from outside after something else. Where the clock was a real one: together
 * with whatever the device did, or with another timer; or something came from outside while the device did several
 * things.
 */
export function races(events: readonly Framed[]): number[] {
  const clock = events.map(({ event }) => event);
  const isRealTime = isReal(clock);
  const timers = dueBy(events, timersOf(clock));
  const frames: number[] = [];
  for (let first = 0; first < events.length; ) {
    const frame = (events[first] as Framed).frame;
    let next = first + 1;
    while (events[next]?.frame === frame) next += 1;
    const due = timers.get(frame) ?? [];
    const inFrame = events.slice(first, next);
    const isMixed = isRealTime && isBetween(inFrame);
    if (isMixed || (due.length > 0 && isRace(inFrame, first, due, isRealTime))) frames.push(frame);
    first = next;
  }
  return frames;
}

// Timers by the frame in which they were to ring, as far as they still were to then.
function dueBy(events: readonly Framed[], timers: readonly Timer[]): Map<number, Timer[]> {
  const by = new Map<number, Timer[]>();
  for (const timer of timers) {
    const due = (events[timer.set]?.frame ?? 0) + timer.delay;
    if ((events[timer.over]?.frame ?? due) < due) continue;
    const beside = by.get(due);
    if (beside) beside.push(timer);
    else by.set(due, [timer]);
  }
  return by;
}

// Something came from outside after one thing that the device did, and before another.
function isBetween(inFrame: readonly Framed[]): boolean {
  const arrival = inFrame.findIndex(({ event, afterDevice }) => afterDevice && isArrival(event));
  return arrival >= 0 && inFrame.slice(arrival).some(({ event }) => isOfDevice(event));
}

function isRace(
  inFrame: readonly Framed[],
  first: number,
  due: readonly Timer[],
  isRealTime: boolean,
): boolean {
  const causes = new Set(due.map(({ kind, event }) => `${kind} ${event.pipeline.number}`));
  if (isRealTime) {
    const batch = due.some(({ kind }) => kind === 'batch');
    for (const { event } of inFrame) {
      if (isOfDevice(event)) causes.add(`device ${event.pipeline.model.number}`);
      // Where a batch is due in the same ms, what comes in goes on with it, or is the beginning of the next.
      if (batch && isArrival(event)) causes.add('outside');
    }
    if (causes.size > 1) return true;
  }
  return inFrame.some(({ event, afterDevice }, n) => {
    // Those that have not rung by now.
    const later = due.filter(({ over }) => over > first + n);
    if (event.type === 'instance' && event.step === 'failed') return later.length > 0;
    if (!isArrival(event)) return false;
    if (afterDevice && later.length > 0) return true;
    // What waits for a slot is in line with the others in the order of their timers, which nobody sees.
    return due.some(({ kind, over, event: { pipeline } }) => {
      return kind === 'batch' && over >= first + inFrame.length && pipeline !== event.pipeline;
    });
  });
}

function isOfDevice({ type }: RecordedEvent): boolean {
  return type === 'callback' || type === 'lost' || type === 'instance';
}
