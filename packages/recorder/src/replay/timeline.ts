// Recorded events on the timeline of a test: frames, and in what order things happened within a frame.
import { pipelineKey } from '../recording/event-keys.js';
import type { RecordedEvent, RecordedEventOf } from '../recording/recorded-event.js';
import { FrameClock } from './frame-clock.js';
import { isFull } from './is-full.js';

/** A recorded event on the timeline of a test. */
export interface FramedEvent<Event extends RecordedEvent = RecordedEvent> {
  readonly event: Event;
  readonly frame: number;
  /** How many launches, executions, results and drops came before it, of all models. */
  readonly progress: number;
  /** In the same frame, a timer or the device has done something since the last external event. */
  readonly isAfterDevice: boolean;
  /** It is the first event of its frame. */
  readonly isFirst: boolean;
}

/** Recorded events on a timeline. */
export interface Timeline {
  readonly events: readonly FramedEvent[];
  /** Frames of events that came before timers which were due earlier: that order is not on the timeline. */
  readonly lateFrames: ReadonlySet<number>;
}

export function timelineOf(recorded: readonly RecordedEvent[]): Timeline {
  const clock = new FrameClock(recorded);
  let lastFrame = -1;
  let progress = 0;
  let isAfterDevice = false;
  // Keys of the inputs that have arrived in this frame.
  let arrived = new Set<string>();
  // The last event, if its pipeline does at once whatever it can start or close: what follows has the same cause.
  let cause: RecordedEvent | undefined;
  const events = recorded.map((event, i) => {
    const frame = clock.frameOf(event, i);
    const isFirst = frame !== lastFrame;
    if (isFirst) [isAfterDevice, arrived, cause] = [false, new Set(), undefined];
    lastFrame = frame;
    const result = { event, frame, progress, isAfterDevice, isFirst };
    // The step of this event waits for the device in the test. What follows only has to come after the step.
    if (isExternal(event)) isAfterDevice = false;
    if (event.type === 'submit') arrived.add(pipelineKey(event, event.index));
    if (isProgress(event)) progress += 1;
    const mayBeTimer = isFirst || clock.isDue(event);
    const isCaused = cause !== undefined && isCausedBy(cause, event);
    if (!isCaused && isFromDevice(event, mayBeTimer, arrived)) isAfterDevice = true;
    if (!isCaused) cause = closesAll(event, mayBeTimer) ? event : undefined;
    return result;
  });
  return { events, lateFrames: clock.lateFrames };
}

/** Whether the event comes from the user or the source. */
export function isExternal({ type }: RecordedEvent): boolean {
  return ['open', 'submit', 'sourceComplete', 'sourceError', 'close'].includes(type);
}

// What `stats()` of a model counts, so that the test can see it.
function isProgress(event: RecordedEvent): boolean {
  const { type } = event;
  return type === 'start' || type === 'emit' || type === 'drop' || (type === 'launch' && event.launched);
}

// Whether the event is the completion of the source, or shows that the open groups of the pipeline are closed, and not by a timer.
function closesAll(event: RecordedEvent, mayBeTimer: boolean): boolean {
  if (event.type === 'sourceComplete') return true;
  if (event.type !== 'launch' || mayBeTimer) return false;
  return event.executions.length < event.pipeline.settings.callbackInterval;
}

// Once the source has completed, a batch does not wait to be filled.
function isCausedBy(cause: RecordedEvent, event: RecordedEvent): boolean {
  if (cause.pipeline !== event.pipeline) return false;
  if (event.type === 'launch') return true;
  return event.type === 'start' && cause.type === 'sourceComplete' && !event.isRetry;
}

// Whether an input that was waiting for the execution, or behind it, has come in the same frame.
function hasArrived(event: RecordedEventOf<'start'>, arrived: ReadonlySet<string>): boolean {
  const { inputs, putBack = 0 } = event;
  if (inputs.some((index) => arrived.has(pipelineKey(event, index)))) return true;
  const last = Math.max(...inputs);
  return Array.from({ length: putBack }, (_, n) => last + 1 + n).some((index) =>
    arrived.has(pipelineKey(event, index)),
  );
}

// Whether a timer or the device may have caused the event, rather than an external event of the same frame.
function isFromDevice(event: RecordedEvent, mayBeTimer: boolean, arrived: ReadonlySet<string>): boolean {
  switch (event.type) {
    case 'callback':
    case 'lost':
    case 'instance':
    case 'emit':
      return true;
    case 'drop':
      return event.cause === 'stale';
    case 'fail':
      return event.attempts > 0 || mayBeTimer;
    case 'launch':
      return mayBeTimer;
    case 'start': {
      const { batchDelay } = event.pipeline.settings;
      const mayBeComplete = isFull(event) || batchDelay === 0;
      return event.isRetry || !mayBeComplete || !hasArrived(event, arrived);
    }
    default:
      return false;
  }
}
