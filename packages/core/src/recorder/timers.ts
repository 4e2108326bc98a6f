// Timers that a recording's options have set: when each was to ring, and what became of it. With real clocks some ring
// late, behind what was to come after them; with virtual ones none does.
import type { EventOf, PipelineInfo, RecordedEvent } from './events.js';

/** One timer of a pipeline. */
export interface Timer {
  readonly kind: 'stale' | 'timeout' | 'callback' | 'batch' | 'retry';
  readonly event: RecordedEvent;
  /** Index of the event that set it, and ms from it. */
  readonly set: number;
  readonly delay: number;
  /** Index of the event with which it was over; `Infinity`: it was still to ring when the recording ended. */
  over: number;
  /** That was its own doing. */
  rang: boolean;
}

/** All timers that events have set, in that order. */
export function timersOf(events: readonly RecordedEvent[]): Timer[] {
  const finder = new Finder(events);
  events.forEach((event, i) => {
    finder.see(event, i);
  });
  return finder.timers;
}

/** Ms from the beginning of a virtual clock; real ones count from 1970, or have fractions. */
const longestVirtual = 1e11;

/** Whether the clock was a real one, with which timers are early or late. */
export function isReal(events: readonly RecordedEvent[]): boolean {
  return events.some(({ at }) => !Number.isInteger(at) || at > longestVirtual);
}

const groupOf = ({ number }: PipelineInfo, instance: number) => `${number}.${instance}`;

export const keyOf = ({ pipeline }: RecordedEvent, index: number) => `${pipeline.number}.${index}`;

class Finder {
  readonly timers: Timer[] = [];
  readonly #events: readonly RecordedEvent[];
  // Of inputs and executions, those that still are to ring.
  readonly #pending = new Map<string, Timer>();
  readonly #inputsOf = new Map<number, readonly number[]>();
  // The execution that each input waits for, or waited for last.
  readonly #runs = new Map<string, number>();
  // By pipeline and instance: the execution that came first in the open group. Its delay counts from it.
  readonly #first = new Map<string, number>();

  constructor(events: readonly RecordedEvent[]) {
    this.#events = events;
  }

  see(event: RecordedEvent, i: number): void {
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
          for (const index of this.#inputsOf.get(execution) ?? []) {
            // It may be executed once more meanwhile.
            if (this.#runs.get(keyOf(event, index)) === execution) this.#over('timeout', event, i, index);
          }
        }
        break;
      case 'drop':
        this.#over('stale', event, i, event.index, event.cause === 'stale');
        this.#over('batch', event, i, event.index);
        break;
      case 'fail':
        for (const kind of ['stale', 'batch'] as const) this.#over(kind, event, i, event.index);
        this.#over('timeout', event, i, event.index, event.error === 'ERR_TIMEOUT');
        if (typeof event.decision === 'number' && event.decision > 0) {
          this.#set('retry', event, i, event.index, event.decision);
        }
        break;
      case 'instance':
        if (event.step === 'failed') this.#failed(event, i);
        break;
      case 'end':
        for (const [key, timer] of this.#pending) {
          if (timer.event.pipeline !== event.pipeline) continue;
          timer.over = i;
          this.#pending.delete(key);
        }
        break;
      default:
    }
  }

  #started(event: EventOf<'start'>, i: number): void {
    const { timeout, maxCallbackDelay, batchSize } = event.pipeline.settings;
    const isFull = event.inputs.length === batchSize;
    this.#inputsOf.set(event.execution, event.inputs);
    for (const index of event.inputs) {
      this.#runs.set(keyOf(event, index), event.execution);
      this.#over('stale', event, i, index);
      this.#over('batch', event, i, index, !isFull);
      this.#over('retry', event, i, index, true);
      this.#set('timeout', event, i, index, timeout);
    }
    const group = groupOf(event.pipeline, event.instance);
    if (this.#first.has(group)) return;
    this.#first.set(group, event.execution);
    this.#set('callback', event, i, event.execution, maxCallbackDelay);
  }

  #launched(event: EventOf<'launch'>, i: number): void {
    const isFull = event.executions.length === event.pipeline.settings.callbackInterval;
    // What closes a group early is seen right before; a timer comes by itself.
    const isAlone = (this.#events[i - 1]?.at ?? 0) < event.at;
    this.#over('callback', event, i, event.executions[0] ?? -1, !isFull && isAlone);
    this.#first.delete(groupOf(event.pipeline, event.instance));
  }

  // The groups that were open there are void.
  #failed({ pipeline: { model }, instance }: EventOf<'instance'>, i: number): void {
    for (const [key, timer] of this.#pending) {
      const { kind, event } = timer;
      if (kind !== 'callback' || event.pipeline.model !== model) continue;
      if (event.type !== 'start' || event.instance !== instance) continue;
      timer.over = i;
      this.#pending.delete(key);
      this.#first.delete(groupOf(event.pipeline, instance));
    }
  }

  #set(kind: Timer['kind'], event: RecordedEvent, set: number, number: number, delay: number): void {
    if (delay === Number.POSITIVE_INFINITY) return;
    const timer: Timer = {
      kind,
      event,
      set,
      delay: Math.round(delay),
      over: Number.POSITIVE_INFINITY,
      rang: false,
    };
    this.timers.push(timer);
    this.#pending.set(`${kind} ${keyOf(event, number)}`, timer);
  }

  #over(kind: Timer['kind'], event: RecordedEvent, i: number, number: number, rang = false): void {
    const key = `${kind} ${keyOf(event, number)}`;
    const timer = this.#pending.get(key);
    if (!timer) return;
    Object.assign(timer, { over: i, rang });
    this.#pending.delete(key);
  }
}
