// Frames of a virtual clock in which a late callback, a rebuild or a report came behind something that it precedes in the test.
//
// Within a frame, the test does first what users and sources do, then what timers do. A late callback is a timer, and so is the end
// of a rebuild that took time. Other reports come afterwards. A step that came behind a timer waits until the timers have fired.
import { groupKey, instanceKey, pipelineKey } from '../recording/event-keys.js';
import type { RecordedEvent, RecordedEventOf, RecordedPipeline } from '../recording/recorded-event.js';
import { appendTo } from './append-to.js';
import { SlotUse } from './slot-use.js';
import { type FramedEvent, isExternal } from './timeline.js';
import { timersOf } from './timers.js';

/** The events by frame, in the order of the frames. */
export function byFrame(events: readonly FramedEvent[]): Map<number, FramedEvent[]> {
  const frames = new Map<number, FramedEvent[]>();
  for (const event of events) appendTo(frames, event.frame, event);
  return frames;
}

/**
 * Whether an event of a frame comes by a timer of the test's device.
 *
 * @param late the keys of the groups whose callbacks are late
 */
export function isTimerOfDevice(
  { event }: FramedEvent,
  inFrame: readonly FramedEvent[],
  late: ReadonlySet<string>,
): boolean {
  if (event.type === 'callback') return late.has(groupKey(event));
  if (event.type !== 'instance' || (event.step !== 'rebuilt' && event.step !== 'not rebuilt')) return false;
  // It took no time if it began in the same frame.
  return !inFrame.some(({ event: begin }) => isBeginOf(event, begin));
}

/** Frames in which the test has another order: see the head of the file. */
export function framesOfTimerOrder(events: readonly FramedEvent[], late: ReadonlySet<string>): number[] {
  const frames = new Set(framesOfRebuilds(events));
  const slots = new SlotUse();
  for (const [frame, inFrame] of byFrame(events)) {
    slots.enter(frame);
    const [step, report] = reportBehindLateStep(inFrame, late);
    for (const [n, { event }] of inFrame.entries()) {
      if (n === report && dependsOnSlots(inFrame.slice(step, report), slots)) frames.add(frame);
      slots.add(event, frame);
    }
  }
  return [...frames];
}

// Frames in which the slots of a rebuilt instance are taken earlier in the test: by what a report has started, or by what a timer has
// started, or dropped as stale, that was set later than the rebuild began.
function framesOfRebuilds(events: readonly FramedEvent[]): number[] {
  const timerOf = new Map<number, number>();
  const stale = new Set<number>();
  for (const { kind, setBy, endedBy, hasFired } of timersOf(events.map(({ event }) => event))) {
    if (kind === 'batch' || kind === 'retry') timerOf.set(endedBy, setBy);
    if (kind !== 'stale' || !hasFired) continue;
    timerOf.set(endedBy, setBy);
    stale.add(endedBy);
  }
  const begun = new Map<string, number>();
  const frames: number[] = [];
  events.forEach(({ event, frame }, rebuilt) => {
    if (event.type !== 'instance') return;
    const key = instanceKey(event);
    if (event.step === 'rebuilding') begun.set(key, rebuilt);
    const since = begun.get(key) ?? rebuilt;
    // A rebuild that took no time is no timer.
    if (event.step !== 'rebuilt' || events[since]?.frame === frame) return;
    let first = rebuilt;
    while (events[first - 1]?.frame === frame) first -= 1;
    let hasReport = false;
    for (let n = first; events[n]?.frame === frame; n += 1) {
      const { event: other } = events[n] as FramedEvent;
      if (other.pipeline.model !== event.pipeline.model) continue;
      if (n < rebuilt && (other.type === 'callback' || other.type === 'lost')) hasReport = true;
      const isOfTimer = n < rebuilt && (timerOf.get(n) ?? -1) > since;
      if ((isTurn(other) || stale.has(n)) && (hasReport || isOfTimer)) {
        frames.push(frame);
        return;
      }
    }
  });
  return frames;
}

// The indexes of a step that waits for the timers of the frame, and of what the device did after it by a timer, or at once: what the
// steps before it have closed is reported meanwhile, if the device had nothing else to do.
function reportBehindLateStep(
  inFrame: readonly FramedEvent[],
  late: ReadonlySet<string>,
): [step: number, report: number] {
  const step = inFrame.findIndex(({ event, isAfterDevice }) => isAfterDevice && isExternal(event));
  if (step < 0) return [-1, -1];
  const first = inFrame.findIndex(({ isAfterDevice }) => isAfterDevice);
  const closed = new Set(
    inFrame.slice(0, first - 1).flatMap(({ event }) => (event.type === 'launch' ? [groupKey(event)] : [])),
  );
  const report = inFrame.findIndex((framed, n) => {
    const { event } = framed;
    if (n <= step) return false;
    if (isTimerOfDevice(framed, inFrame, late)) return true;
    return event.type === 'callback' && closed.has(groupKey(event)) && wasIdle(event);
  });
  return [step, report];
}

// Whether what the steps did would be something else if slots had come back before.
function dependsOnSlots(done: readonly FramedEvent[], slots: SlotUse): boolean {
  const waiting = new Map<string, RecordedPipeline>();
  for (const { event } of done) {
    if (event.type === 'submit') waiting.set(pipelineKey(event, event.index), event.pipeline);
    if (event.type === 'drop' || event.type === 'fail' || event.type === 'end') return true;
    if (event.type !== 'start') continue;
    if (event.pipeline.model.instances > 1) return true;
    for (const index of event.inputs) waiting.delete(pipelineKey(event, index));
  }
  return [...waiting.values()].some((pipeline) => !slots.isFree(pipeline));
}

// The execution stream had nothing to do when the group was closed.
function wasIdle({ moments, at }: RecordedEventOf<'callback'>): boolean {
  const ended = moments?.at(-1);
  return ended !== undefined && ended < at;
}

function isBeginOf(rebuilt: RecordedEventOf<'instance'>, event: RecordedEvent): boolean {
  if (event.type !== 'instance' || event.step !== 'rebuilding') return false;
  return instanceKey(event) === instanceKey(rebuilt);
}

// A slot was taken: by an execution, or in vain by an input that does not fit the model.
function isTurn(event: RecordedEvent): boolean {
  return event.type === 'start' || (event.type === 'fail' && event.attempts === 0);
}
