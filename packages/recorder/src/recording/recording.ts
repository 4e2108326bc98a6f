import type { TracedModel, TracedPipeline, TraceEvent } from '@ascend-rx/core';
import { errorSummary } from './error-summary.js';
import type { OrderKey, RecordedEvent, RecordedModel, RecordedPipeline } from './recorded-event.js';
import { Ring } from './ring.js';

/** Turns trace events into what is kept of them, as they come. Runs no user code but `values`. */
export class Recording {
  readonly #events: Ring<RecordedEvent>;
  readonly #values: ((source: unknown) => unknown) | undefined;
  readonly #models = new WeakMap<TracedModel, RecordedModel>();
  readonly #pipelines = new WeakMap<TracedPipeline, RecordedPipeline>();
  readonly #keys = new WeakMap<object, symbol>();
  #modelCount = 0;
  #pipelineCount = 0;

  /**
   * @param limit how many events are kept
   * @param values what is kept of a value; undefined: nothing
   */
  constructor(limit: number, values: ((source: unknown) => unknown) | undefined) {
    this.#events = new Ring(limit);
    this.#values = values;
  }

  /** How many events were left out: the oldest. */
  get dropped(): number {
    return this.#events.dropped;
  }

  /** A copy, the oldest event first. */
  events(): RecordedEvent[] {
    return this.#events.toArray();
  }

  add(event: TraceEvent): void {
    const pipeline = this.#pipelineOf(event.pipeline);
    this.#events.push({ ...event, ...this.#kept(event), pipeline } as RecordedEvent);
  }

  // The fields that refer to what belongs to others, in the form in which they are kept.
  #kept(event: TraceEvent): object {
    switch (event.type) {
      case 'submit':
        return { value: this.#jsonOf(event.value) };
      case 'start':
        return { keys: event.keys?.map((key) => this.#keyOf(key)) };
      case 'callback': {
        const { failures, moments } = event;
        return {
          failures: failures?.map((error) => error && errorSummary(error)),
          moments: moments && Array.from(moments),
        };
      }
      case 'sourceError':
      case 'refused':
      case 'fail':
        return { error: errorSummary(event.error) };
      case 'instance':
      case 'drop':
        return { error: event.error === undefined ? undefined : errorSummary(event.error) };
      case 'end':
        return { error: event.ending === 'error' ? errorSummary(event.error) : undefined };
      default:
        return {};
    }
  }

  #pipelineOf(traced: TracedPipeline): RecordedPipeline {
    const known = this.#pipelines.get(traced);
    if (known) return known;
    const { model, settings, isRunner = false } = traced;
    const pipeline = { number: this.#pipelineCount, model: this.#modelOf(model), settings, isRunner };
    this.#pipelineCount += 1;
    this.#pipelines.set(traced, pipeline);
    return pipeline;
  }

  #modelOf(traced: TracedModel): RecordedModel {
    const known = this.#models.get(traced);
    if (known) return known;
    const model = { ...traced, number: this.#modelCount };
    this.#modelCount += 1;
    this.#models.set(traced, model);
    return model;
  }

  // Keys are compared as in a Map. Objects are replaced, so that the recording does not keep them alive.
  #keyOf(key: unknown): OrderKey {
    if ((typeof key !== 'object' || key === null) && typeof key !== 'function') return key as OrderKey;
    const known = this.#keys.get(key);
    if (known) return known;
    const symbol = Symbol('key');
    this.#keys.set(key, symbol);
    return symbol;
  }

  // A recording must not change what it records: nothing is thrown from here.
  #jsonOf(source: unknown): string | undefined {
    if (!this.#values) return undefined;
    try {
      return JSON.stringify(this.#values(source));
    } catch {
      return undefined;
    }
  }
}
