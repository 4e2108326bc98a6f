import { groupKey } from '../recording/event-keys.js';
import type { RecordedEvent } from '../recording/recorded-event.js';
import { playTurns } from './slot-turns.js';
import { type FramedEvent, isExternal } from './timeline.js';
import { byFrame, isTimerOfDevice } from './timer-order.js';
import { timersOf } from './timers.js';

/** Which steps of a test wait for the timers of their frames. */
export interface StepOrder {
  /** The indexes of the events that are the first of those steps, in each such frame. */
  readonly behindTimers: ReadonlySet<number>;
  /** Frames in which they should, but something else would come in another order then. */
  readonly unknown: ReadonlySet<number>;
}

/** All steps come first in their frames. */
export const noStepOrder: StepOrder = { behindTimers: new Set(), unknown: new Set() };

/** So many events are played at most, over all orders that are tried. */
const mostPlayed = 1_000_000;

/**
 * Finds frames in which timers fired before users and sources did something. A timer may leave no trace: a retry that becomes due
 * waits for a slot. But what happens later shows it: who gets the next slot, or that a timer of 0 ms came after the device.
 *
 * Example, a model whose slots are all taken: a retry of one pipeline is due in frame 9, and the source of another pipeline
 * completes in frame 9. A slot comes back, and the retry takes it. So the retry has waited longer: its timer came first.
 *
 * @param events recorded with a virtual clock
 * @param late the keys of the groups whose callbacks are late
 */
export function stepOrderOf(events: readonly FramedEvent[], late: ReadonlySet<string>): StepOrder {
  const frames = byFrame(events);
  const behindTimers = new Set<number>();
  const unknown = new Set<number>();
  const accept = (step: number) => {
    const { frame } = events[step] as FramedEvent;
    if (mayWaitForTimers(frames.get(frame) ?? [], late)) behindTimers.add(step);
    else unknown.add(frame);
  };
  for (const step of stepsBehindReports(events, late)) accept(step);
  // Starts whose order no other order of steps explains.
  const accepted = new Set<number>();
  let tries = mostPlayed / events.length;
  const play = (behind: ReadonlySet<number>) => {
    tries -= 1;
    return playTurns(events, behind, accepted);
  };
  for (;;) {
    const { mismatch, candidates } = play(behindTimers);
    if (mismatch === undefined) break;
    // All steps of a frame wait, or else some.
    const found = candidates
      .toReversed()
      .flat()
      .find((step) => {
        if (tries < 0 || unknown.has((events[step] as FramedEvent).frame)) return false;
        const next = play(new Set([...behindTimers, step])).mismatch;
        return next === undefined || next > mismatch;
      });
    if (found !== undefined) accept(found);
    if (found === undefined || !behindTimers.has(found)) accepted.add(mismatch);
    if (tries >= 0) continue;
    unknown.add((events[mismatch] as FramedEvent).frame);
    break;
  }
  return { behindTimers, unknown };
}

// Whether the steps of the frame may come after all timers that are due in it: whatever these timers did came before the steps.
function mayWaitForTimers(inFrame: readonly FramedEvent[], late: ReadonlySet<string>): boolean {
  const first = inFrame.findIndex(({ isAfterDevice }) => isAfterDevice);
  const before = first < 0 ? inFrame : inFrame.slice(0, first);
  const after = inFrame.slice(before.findLastIndex(({ event }) => isExternal(event)) + 1);
  const device = after.findIndex(({ event }) => isOfDevice(event));
  const caused = device < 0 ? after : after.slice(0, device + 1);
  if (caused.some(({ event, isAfterDevice }) => isAfterDevice || isOfTimer(event))) return false;
  return !after.some((framed) => isTimerOfDevice(framed, inFrame, late));
}

function isOfTimer(event: RecordedEvent): boolean {
  if (event.type === 'drop') return event.cause === 'stale';
  return event.type === 'fail' && event.attempts > 0;
}

function isOfDevice({ type }: RecordedEvent): boolean {
  return type === 'callback' || type === 'lost' || type === 'instance';
}

// In a test, a timer of 0 ms that a step sets fires before the device reports anything, but for late callbacks. The first steps of
// frames in which such a timer fired later.
function stepsBehindReports(events: readonly FramedEvent[], late: ReadonlySet<string>): Set<number> {
  const steps = new Set<number>();
  for (const { kind, delay, setBy, endedBy } of timersOf(events.map(({ event }) => event))) {
    const set = events[setBy];
    // A batch that does not wait has no timer.
    if (kind === 'batch' || delay !== 0 || !set || set.isAfterDevice) continue;
    for (let i = setBy + 1; i < endedBy && events[i]?.frame === set.frame; i += 1) {
      const { event } = events[i] as FramedEvent;
      const isReport = event.type === 'callback' || event.type === 'lost';
      if (isReport && !late.has(groupKey(event))) steps.add(firstOfFrame(events, setBy));
    }
  }
  return steps;
}

// The first step of the frame of event `i`.
function firstOfFrame(events: readonly FramedEvent[], i: number): number {
  let first = i;
  while (events[first - 1]?.frame === events[i]?.frame) first -= 1;
  while (first < i && !isExternal((events[first] as FramedEvent).event)) first += 1;
  return first;
}
