import type { RecordedEvent } from '../recording/recorded-event.js';
import { appendTo } from './append-to.js';
import { areRetriesSwapped } from './are-retries-swapped.js';
import { isRealClock } from './is-real-clock.js';
import { type FramedEvent, isExternal } from './timeline.js';
import { type Timer, timersOf } from './timers.js';

/**
 * Frames in which several things happened, maybe in another order than in the test:
 *
 * - a timer was due together with a failure, since the virtual device fails a little later than a real one
 * - a timer was due together with an external event that came after something else
 * - with a real clock: a timer was due together with another timer, or with anything that the device did
 * - with a real clock: an external event came between two things that the device did
 * - with a real clock: an instance was rebuilt while another instance reported, and either may have given a slot to what waited
 * - with a real clock: retries that were due together started in another order than they will
 */
export function racingFrames(events: readonly FramedEvent[]): number[] {
  const recorded = events.map(({ event }) => event);
  const isReal = isRealClock(recorded);
  const timers = timersByFrame(events, timersOf(recorded));
  const frames: number[] = [];
  for (let first = 0; first < events.length; ) {
    const { frame } = events[first] as FramedEvent;
    let next = first + 1;
    while (events[next]?.frame === frame) next += 1;
    const due = timers.get(frame) ?? [];
    const inFrame = events.slice(first, next);
    const isMixed =
      isReal &&
      (isExternalBetweenDevice(inFrame) ||
        isRebuildBesideReport(inFrame) ||
        areRetriesSwapped(events, due, next));
    if (isMixed || (due.length > 0 && isRace(inFrame, first, due, isReal))) frames.push(frame);
    first = next;
  }
  return frames;
}

// By frame: the timers that were due then, and had not ended before.
function timersByFrame(events: readonly FramedEvent[], timers: readonly Timer[]): Map<number, Timer[]> {
  const byFrame = new Map<number, Timer[]>();
  for (const timer of timers) {
    const due = (events[timer.setBy]?.frame ?? 0) + timer.delay;
    if ((events[timer.endedBy]?.frame ?? due) < due) continue;
    appendTo(byFrame, due, timer);
  }
  return byFrame;
}

function isExternalBetweenDevice(inFrame: readonly FramedEvent[]): boolean {
  const external = inFrame.findIndex(({ event, isAfterDevice }) => isAfterDevice && isExternal(event));
  return external >= 0 && inFrame.slice(external).some(({ event }) => isOfDevice(event));
}

function isRebuildBesideReport(inFrame: readonly FramedEvent[]): boolean {
  return inFrame.some(({ event: rebuilt }) => {
    if (rebuilt.type !== 'instance' || rebuilt.step !== 'rebuilt') return false;
    return inFrame.some(({ event }) => {
      if (event.type !== 'callback' && event.type !== 'lost') return false;
      return event.pipeline.model === rebuilt.pipeline.model && event.instance !== rebuilt.instance;
    });
  });
}

/**
 * @param inFrame the events of a frame
 * @param first the index of the first of them
 * @param due the timers that were due in the frame
 */
function isRace(
  inFrame: readonly FramedEvent[],
  first: number,
  due: readonly Timer[],
  isReal: boolean,
): boolean {
  if (isReal && hasSeveralCauses(inFrame, due)) return true;
  return inFrame.some(({ event, isAfterDevice }, n) => {
    const running = due.filter(({ endedBy }) => endedBy > first + n);
    if (event.type === 'instance' && event.step === 'failed') return running.length > 0;
    if (!isExternal(event)) return false;
    if (isAfterDevice && running.length > 0) return true;
    // With a virtual clock it shows: see `stepOrderOf`.
    if (!isReal) return false;
    // Pipelines whose batches wait for a slot get one in the order in which their timers fired: that is not recorded.
    return due.some(({ kind, endedBy, event: { pipeline } }) => {
      return kind === 'batch' && endedBy >= first + inFrame.length && pipeline !== event.pipeline;
    });
  });
}

function hasSeveralCauses(inFrame: readonly FramedEvent[], due: readonly Timer[]): boolean {
  const causes = new Set(due.map(({ kind, event }) => `${kind} ${event.pipeline.number}`));
  const isBatchDue = due.some(({ kind }) => kind === 'batch');
  for (const { event } of inFrame) {
    if (isOfDevice(event)) causes.add(`device ${event.pipeline.model.number}`);
    // An input that comes in the ms in which a batch is due may belong to that batch or to the next.
    if (isBatchDue && isExternal(event)) causes.add('external');
  }
  return causes.size > 1;
}

function isOfDevice({ type }: RecordedEvent): boolean {
  return type === 'callback' || type === 'lost' || type === 'instance';
}
