// The timers that the options of recorded pipelines have set: when each was due, and what became of it.
import type { AscendRxErrorCode } from '@ascend-rx/core';
import { pipelineKey } from '../recording/event-keys.js';
import type { RecordedEvent, RecordedEventOf, RecordedPipeline } from '../recording/recorded-event.js';
import { isFull } from './is-full.js';

/**
 * What a timer is for: `maxStaleness`, `timeout`, `maxCallbackDelay`, a batch that is not full (`maxQueueDelay`), the
 * delay before a retry.
 */
export type TimerKind = 'stale' | 'timeout' | 'callback' | 'batch' | 'retry';

/** One timer of a pipeline. */
export interface Timer {
  readonly kind: TimerKind;
  /** The event that set the timer, and its index. */
  readonly event: RecordedEvent;
  readonly setBy: number;
  /** Ms from that event until the timer is due. */
  readonly delay: number;
  /** The index of the event that ended the timer; `Infinity`: the timer was still running when the recording ended. */
  endedBy: number;
  /** True: the event happened because the timer fired. False: the event cancelled the timer. */
  hasFired: boolean;
}

/** All timers that events have set, in that order. */
export function timersOf(events: readonly RecordedEvent[]): Timer[] {
  const finder = new TimerFinder(events);
  events.forEach((event, i) => {
    finder.add(event, i);
  });
  return finder.timers;
}

/** The code of an InferTimeoutError. */
const timeoutCode: AscendRxErrorCode = 'ERR_TIMEOUT';

const timerKey = (kind: TimerKind, event: RecordedEvent, number: number) =>
  `${kind} ${pipelineKey(event, number)}`;

const groupKey = ({ number }: RecordedPipeline, instance: number) => `${number}.${instance}`;

class TimerFinder {
  readonly timers: Timer[] = [];
  readonly #events: readonly RecordedEvent[];
  // By kind, and by key of the input or execution that it is for: the timers that are running.
  readonly #running = new Map<string, Timer>();
  readonly #inputsOf = new Map<string, readonly number[]>();
  // By key of the input: its last execution.
  readonly #executionOf = new Map<string, number>();
  // By pipeline and instance: the first execution of the open group. `maxCallbackDelay` counts from its start.
  readonly #firstOfGroup = new Map<string, number>();

  constructor(events: readonly RecordedEvent[]) {
    this.#events = events;
  }

  add(event: RecordedEvent, i: number): void {
    const { maxStaleness, batchDelay, batchSize } = event.pipeline.settings;
    switch (event.type) {
      case 'submit':
        this.#set('stale', event, i, event.index, maxStaleness);
        if (batchSize > 1) this.#set('batch', event, i, event.index, batchDelay);
        break;
      case 'start':
        this.#started(event, i);
        break;
      case 'launch':
        this.#launched(event, i);
        break;
      case 'callback':
      case 'lost':
        for (const execution of event.executions) {
          for (const index of this.#inputsOf.get(pipelineKey(event, execution)) ?? []) {
            // The input may have been given up meanwhile, and be executed again.
            const isLast = this.#executionOf.get(pipelineKey(event, index)) === execution;
            if (isLast) this.#end('timeout', event, i, index);
          }
        }
        break;
      case 'drop':
        this.#end('stale', event, i, event.index, event.cause === 'stale');
        this.#end('batch', event, i, event.index);
        break;
      case 'fail':
        for (const kind of ['stale', 'batch'] as const) this.#end(kind, event, i, event.index);
        this.#end('timeout', event, i, event.index, event.error === timeoutCode);
        if (typeof event.decision === 'number' && event.decision > 0) {
          this.#set('retry', event, i, event.index, event.decision);
        }
        break;
      case 'instance':
        if (event.step === 'failed') this.#failed(event, i);
        break;
      case 'end':
        for (const [key, timer] of this.#running) {
          if (timer.event.pipeline !== event.pipeline) continue;
          timer.endedBy = i;
          this.#running.delete(key);
        }
        break;
      default:
    }
  }

  #started(event: RecordedEventOf<'start'>, i: number): void {
    const { timeout, maxCallbackDelay } = event.pipeline.settings;
    const isWhole = isFull(event);
    this.#inputsOf.set(pipelineKey(event, event.execution), event.inputs);
    for (const index of event.inputs) {
      this.#executionOf.set(pipelineKey(event, index), event.execution);
      this.#end('stale', event, i, index, !isWhole && this.#isStartedByStaleness(event, i, index));
      this.#end('batch', event, i, index, !isWhole);
      this.#end('retry', event, i, index, true);
      this.#set('timeout', event, i, index, timeout);
    }
    const group = groupKey(event.pipeline, event.instance);
    if (this.#firstOfGroup.has(group)) return;
    this.#firstOfGroup.set(group, event.execution);
    this.#set('callback', event, i, event.execution, maxCallbackDelay);
  }

  // A batch that would be stale starts instead, if a slot is free for it: then the timer of its first input has fired.
  #isStartedByStaleness(event: RecordedEventOf<'start'>, i: number, index: number): boolean {
    const { maxStaleness, batchDelay } = event.pipeline.settings;
    if (index !== event.inputs[0] || batchDelay !== maxStaleness) return false;
    const submittedAt = this.#running.get(timerKey('stale', event, index))?.event.at;
    if (submittedAt === undefined) return false;
    const waited = event.at - submittedAt;
    // Timers of real clocks may fire up to 1 ms early, but not together with another event.
    return waited >= maxStaleness || (this.#isAlone(event, i) && waited > maxStaleness - 1);
  }

  #launched(event: RecordedEventOf<'launch'>, i: number): void {
    const isWhole = event.executions.length === event.pipeline.settings.callbackInterval;
    // What else closes a group early is recorded right before, at the same time. A timer fires by itself.
    const isTimer = !isWhole && this.#isAlone(event, i);
    this.#end('callback', event, i, event.executions[0] ?? -1, isTimer);
    this.#firstOfGroup.delete(groupKey(event.pipeline, event.instance));
  }

  #isAlone(event: RecordedEvent, i: number): boolean {
    return (this.#events[i - 1]?.at ?? 0) < event.at;
  }

  // The open groups of a failed instance are void.
  #failed({ pipeline: { model }, instance }: RecordedEventOf<'instance'>, i: number): void {
    for (const [key, timer] of this.#running) {
      const { kind, event } = timer;
      if (kind !== 'callback' || event.pipeline.model !== model) continue;
      if (event.type !== 'start' || event.instance !== instance) continue;
      timer.endedBy = i;
      this.#running.delete(key);
      this.#firstOfGroup.delete(groupKey(event.pipeline, instance));
    }
  }

  #set(kind: TimerKind, event: RecordedEvent, setBy: number, number: number, delay: number): void {
    if (delay === Number.POSITIVE_INFINITY) return;
    const timer: Timer = {
      kind,
      event,
      setBy,
      delay: Math.round(delay),
      endedBy: Number.POSITIVE_INFINITY,
      hasFired: false,
    };
    this.timers.push(timer);
    this.#running.set(timerKey(kind, event, number), timer);
  }

  #end(kind: TimerKind, event: RecordedEvent, endedBy: number, number: number, hasFired = false): void {
    const key = timerKey(kind, event, number);
    const timer = this.#running.get(key);
    if (!timer) return;
    Object.assign(timer, { endedBy, hasFired });
    this.#running.delete(key);
  }
}
