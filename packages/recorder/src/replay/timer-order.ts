// Frames of a virtual clock in which a late callback, a rebuild or a report came behind something that it precedes in the test.
//
// Within a frame, the test does first what users and sources do, then what timers do. A late callback is a timer, and so is the end
// of a rebuild that took time. Other reports come afterwards. A step that came behind a timer waits until the timers have fired.
import { groupKey, instanceKey, pipelineKey } from '../recording/event-keys.js';
import type { RecordedEvent, RecordedEventOf } from '../recording/recorded-event.js';
import { appendTo } from './append-to.js';
import { type FramedEvent, isExternal } from './timeline.js';

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
  const frames: number[] = [];
  for (const [frame, inFrame] of byFrame(events)) {
    const isOther = isRebuildBehindReport(inFrame) || isBehindLateStep(inFrame, late);
    if (isOther) frames.push(frame);
  }
  return frames;
}

// The slots of the instance are taken earlier in the test.
function isRebuildBehindReport(inFrame: readonly FramedEvent[]): boolean {
  return inFrame.some((framed, n) => {
    const { event: rebuilt } = framed;
    if (rebuilt.type !== 'instance' || rebuilt.step !== 'rebuilt') return false;
    if (!isTimerOfDevice(framed, inFrame, new Set())) return false;
    const ofModel = ({ event }: FramedEvent) => event.pipeline.model === rebuilt.pipeline.model;
    const before = inFrame.slice(0, n).filter(ofModel);
    const report = before.findIndex(({ event }) => event.type === 'callback' || event.type === 'lost');
    if (report < 0) return false;
    return [...before.slice(report), ...inFrame.slice(n).filter(ofModel)].some(({ event }) => isTurn(event));
  });
}

// The step waits for the timers of the frame, and so for what the device does by a timer. What the steps before it have closed is
// reported meanwhile, if the device had nothing else to do.
function isBehindLateStep(inFrame: readonly FramedEvent[], late: ReadonlySet<string>): boolean {
  const first = inFrame.findIndex(({ isAfterDevice }) => isAfterDevice);
  if (first < 0) return false;
  const step = inFrame.findIndex(
    ({ event, isAfterDevice }, n) => n >= first && isAfterDevice && isExternal(event),
  );
  if (step < 0) return false;
  const closed = new Set(
    inFrame.slice(0, first - 1).flatMap(({ event }) => (event.type === 'launch' ? [groupKey(event)] : [])),
  );
  const report = inFrame.findIndex((framed, n) => {
    const { event } = framed;
    if (n <= step) return false;
    if (isTimerOfDevice(framed, inFrame, late)) return true;
    return event.type === 'callback' && closed.has(groupKey(event)) && wasIdle(event);
  });
  return report >= 0 && dependsOnSlots(inFrame.slice(step, report).map(({ event }) => event));
}

// Whether what the steps did would be something else if slots had come back before.
function dependsOnSlots(done: readonly RecordedEvent[]): boolean {
  const waiting = new Set<string>();
  for (const event of done) {
    if (event.type === 'submit') waiting.add(pipelineKey(event, event.index));
    if (event.type === 'drop' || event.type === 'fail' || event.type === 'end') return true;
    if (event.type !== 'start') continue;
    if (event.pipeline.model.instances > 1) return true;
    for (const index of event.inputs) waiting.delete(pipelineKey(event, index));
  }
  return waiting.size > 0;
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
