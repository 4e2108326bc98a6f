import { rebuildDelays } from '@ascend-rx/core/device';
import { instanceKey, pipelineKey } from '../recording/event-keys.js';
import type { RecordedEvent, RecordedEventOf } from '../recording/recorded-event.js';
import { isFull } from './is-full.js';
import { isRealClock } from './is-real-clock.js';
import { TimerDeadlines } from './timer-deadlines.js';
import { timersOf } from './timers.js';

/** Ms that one turn of the event loop may take. Events that are further apart are not cause and effect. */
const longestTurn = 20;

/**
 * Gives each event its frame: whole ms since the first event, never less than that of the event before. What follows from
 * another event has the frame of that event, though a real clock may have gone on meanwhile. What a timer did has the frame
 * in which the timer was due. What came before a late timer, because the event loop was blocked, is put before it as far as
 * there is room.
 */
export class FrameClock {
  /** Frames of events that came before timers which were due earlier. No test can have that order. */
  readonly lateFrames = new Set<number>();
  readonly #events: readonly RecordedEvent[];
  readonly #start: number;
  readonly #isReal: boolean;
  readonly #deadlines: TimerDeadlines;
  #last = 0;
  // Frames by input: of its arrival, and of the earliest start after its last failure. By execution: of its start.
  readonly #submitted = new Map<string, number>();
  readonly #retryable = new Map<string, number>();
  readonly #started = new Map<string, number>();
  // By instance: the time at which a callback was found to be lost, until the next callback.
  readonly #lostAt = new Map<string, number>();
  // By instance: its last failure or failed rebuild.
  readonly #failed = new Map<string, { at: number; frame: number }>();

  constructor(events: readonly RecordedEvent[]) {
    this.#events = events;
    this.#start = Math.round(events[0]?.at ?? 0);
    this.#isReal = isRealClock(events);
    this.#deadlines = new TimerDeadlines(timersOf(events));
  }

  /** REQUIRES: called once for each event, in their order. */
  frameOf(event: RecordedEvent, i: number): number {
    const seen = Math.max(this.#last, Math.round(event.at) - this.#start);
    const rebuild = event.type === 'instance' ? this.#rebuildFrame(event) : undefined;
    const fixed = this.#deadlines.frameOf(i) ?? rebuild;
    const latest = this.#deadlines.latestFrameOf(i, seen);
    const frame = fixed ?? Math.min(this.#likelyFrame(event, i, seen), latest);
    if (frame < this.#last) this.lateFrames.add(this.#last);
    this.#last = Math.max(this.#last, frame);
    this.#deadlines.start(i, this.#last);
    this.#keep(event, this.#last);
    return this.#last;
  }

  /** Whether a timer may have caused the event that {@link frameOf} placed last. */
  isDue(event: RecordedEvent): boolean {
    const due = event.type === 'launch' || event.type === 'fail' ? this.#dueFrame(event) : undefined;
    return due !== undefined && due <= this.#last;
  }

  #likelyFrame(event: RecordedEvent, i: number, seen: number): number {
    const due = this.#dueFrame(event);
    if (due === undefined) return this.#isCausedByLast(event, i) ? this.#last : seen;
    const before = this.#events[i - 1];
    // Once the source has completed, a batch does not wait to be filled.
    const isRest = before?.type === 'sourceComplete' && before.pipeline === event.pipeline;
    if (isRest && event.type === 'start' && !event.isRetry) return this.#last;
    const isAlone = (before?.at ?? 0) < event.at;
    // What closed the group early happened at the same moment: it was not the timer.
    if (event.type === 'launch' && !isAlone) return this.#last;
    // Timers of real clocks may fire up to 1 ms early.
    return this.#isReal && isAlone && seen === due - 1 ? due : Math.min(seen, Math.max(this.#last, due));
  }

  #keep(event: RecordedEvent, frame: number): void {
    switch (event.type) {
      case 'submit':
        this.#submitted.set(pipelineKey(event, event.index), frame);
        break;
      case 'fail':
        this.#retryable.set(pipelineKey(event, event.index), frame + retryDelayOf(event));
        break;
      case 'start':
        this.#started.set(pipelineKey(event, event.execution), frame);
        break;
      case 'lost':
        this.#lostAt.set(instanceKey(event), event.at);
        break;
      case 'callback':
        this.#lostAt.delete(instanceKey(event));
        break;
      case 'instance':
        if (event.step === 'failed' || event.step === 'not rebuilt') {
          this.#failed.set(instanceKey(event), { at: event.at, frame });
        }
        break;
      default:
    }
  }

  // The frame in which the timer that may have caused the event was due. Timers that certainly fire are not looked at
  // here: see TimerDeadlines.
  #dueFrame(event: RecordedEvent): number | undefined {
    const { settings } = event.pipeline;
    switch (event.type) {
      case 'fail':
        // An input that does not fit the model may have waited for a batch.
        if (event.attempts > 0 || settings.batchSize === 1) return undefined;
        return later(this.#submitted.get(pipelineKey(event, event.index)), settings.batchDelay);
      case 'launch': {
        const [first = -1] = event.executions;
        if (event.executions.length === settings.callbackInterval) return undefined;
        return later(this.#started.get(pipelineKey(event, first)), settings.maxCallbackDelay);
      }
      case 'start': {
        const [first = -1] = event.inputs;
        if (event.isRetry) return this.#retryable.get(pipelineKey(event, first));
        if (isFull(event)) return undefined;
        return later(this.#submitted.get(pipelineKey(event, first)), settings.batchDelay);
      }
      default:
        return undefined;
    }
  }

  // An instance is rebuilt after one of the delays of its back-off.
  #rebuildFrame(event: RecordedEventOf<'instance'>): number | undefined {
    const failed = event.step === 'rebuilding' ? this.#failed.get(instanceKey(event)) : undefined;
    if (!failed) return undefined;
    const passed = event.at - failed.at;
    // Timers may fire up to 1 ms early.
    const delay = rebuildDelays.findLast((each) => each <= passed + 1) ?? 0;
    return failed.frame + delay;
  }

  #isCausedByLast(event: RecordedEvent, i: number): boolean {
    const before = this.#events[i - 1];
    if (!before) return false;
    switch (event.type) {
      case 'emit':
      case 'drop':
      case 'fail':
        return true;
      case 'end':
        return event.ending !== 'unsubscribe' || event.inResult;
      // After a longer time it had another cause, such as a slot that a pipeline without a recorder gave back.
      case 'start':
      case 'launch':
        return event.at - before.at <= longestTurn;
      // This callback showed that the one before it was lost.
      case 'callback':
        return event.at - (this.#lostAt.get(instanceKey(event)) ?? Number.NEGATIVE_INFINITY) <= longestTurn;
      case 'instance':
        return event.step === 'removed';
      default:
        return false;
    }
  }
}

// Ms from a failure until the input may be executed again.
function retryDelayOf({ decision }: RecordedEventOf<'fail'>): number {
  return typeof decision === 'number' ? Math.round(decision) : 0;
}

function later(frame: number | undefined, delay: number): number | undefined {
  return frame === undefined || delay === Number.POSITIVE_INFINITY ? undefined : frame + Math.round(delay);
}
