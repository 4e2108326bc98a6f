import type { InferSettings } from '../infer-settings.js';
import type { Model } from '../model.js';
import { assertKnownOptions, expected } from '../validate.js';
import { type ChromeTrace, chromeTrace } from './chrome-trace.js';
import type { ModelInfo, RecordedEvent } from './events.js';
import { printTest } from './print-test.js';
import { Ring } from './ring.js';
import { type Tape, Track } from './track.js';

/** Options of {@link createRecorder}. */
export interface RecorderOptions {
  /** How many events are kept; beyond, the oldest are left out. Default 100,000, at least 1. */
  limit?: number;
  /**
   * What is kept of a value, for the printed test: something that JSON can say. Default: nothing, the test has letters
   * or positions in its place. Called as the value comes; if it throws, nothing is kept of that value.
   */
  values?: (source: unknown) => unknown;
}

/** Records what happens to the values of one or more pipelines. Made by {@link createRecorder}. */
export class Recorder {
  readonly #options: RecorderOptions;
  readonly #events: Ring<RecordedEvent>;
  readonly #models = new WeakMap<object, ModelInfo>();
  readonly #executions = new WeakMap<object, number>();
  #modelCount = 0;
  #pipelineCount = 0;
  #executionCount = 0;
  readonly #tape: Tape = {
    push: (event) => this.#events.push(event),
    numberOf: (execution) => this.#numberOf(execution),
    valueOf: (source) => this.#valueOf(source),
  };

  /** @internal Use {@link createRecorder}. */
  constructor(options: RecorderOptions) {
    assertKnownOptions('createRecorder', options, ['limit', 'values']);
    const { limit = 100_000, values } = options;
    if (!Number.isInteger(limit) || limit < 1) {
      throw new RangeError(expected('an integer ≥ 1', 'limit', limit));
    }
    if (values !== undefined && typeof values !== 'function') {
      throw new TypeError(expected('a function', 'values', values));
    }
    this.#options = options;
    this.#events = new Ring(limit);
  }

  /** How many events were left out because there were more than `limit`: the oldest. */
  get dropped(): number {
    return this.#events.dropped;
  }

  /** The recording so far in the Trace Event Format, for JSON: ui.perfetto.dev and chrome://tracing open it. */
  toChromeTrace(): ChromeTrace {
    return chromeTrace(this.#events.toArray(), this.dropped);
  }

  /**
   * The recording so far as the TypeScript source of a test: on a virtual device that takes the times that were seen
   * and fails where failures were seen, the same arrivals are to have the same results, drops and endings.
   *
   * @param name of the test. Default: what was recorded
   */
  toTest(name?: string): string {
    if (name !== undefined && typeof name !== 'string') {
      throw new TypeError(expected('a string', 'name', name));
    }
    return printTest(this.#events.toArray(), this.dropped, name);
  }

  /** @internal The part of one pipeline. */
  // biome-ignore lint/suspicious/noExplicitAny: pipelines of all input types share a recorder
  track(model: Model, settings: InferSettings<any>): Track {
    const pipeline = { number: this.#pipelineCount, model: this.#modelOf(model), settings };
    this.#pipelineCount += 1;
    return new Track(this.#tape, pipeline, () => model.scheduler.now());
  }

  #modelOf(model: Model): ModelInfo {
    const known = this.#models.get(model);
    if (known) return known;
    const { name, batchSizes: gears, slots, instances } = model;
    const info = { number: this.#modelCount, name, instances, slots, gears };
    this.#modelCount += 1;
    this.#models.set(model, info);
    return info;
  }

  #numberOf(execution: object): number {
    const known = this.#executions.get(execution);
    if (known !== undefined) return known;
    this.#executions.set(execution, this.#executionCount);
    this.#executionCount += 1;
    return this.#executionCount - 1;
  }

  // A recording must not change what it records.
  #valueOf(source: unknown): string | undefined {
    const { values } = this.#options;
    if (!values) return undefined;
    try {
      return JSON.stringify(values(source));
    } catch {
      return undefined;
    }
  }
}

/**
 * Makes a recorder: given to pipelines as their option `recorder`, it keeps when values came, took a slot, were
 * reported and emitted, what was dropped, what failed, and how it ended. One recorder may serve several pipelines; to
 * have everything that a model did, give it to all pipelines of that model. Its memory is bounded by `limit`.
 *
 * `toChromeTrace()` shows it in ui.perfetto.dev; `toTest()` prints it as a test, so that what failed in the field fails
 * at the desk.
 *
 * ```ts
 * import { createRecorder, infer } from '@ascend-rx/core';
 * import { createVirtualDevice } from '@ascend-rx/core/testing';
 * import { range } from 'rxjs';
 *
 * const recorder = createRecorder();
 * const model = createVirtualDevice({ serviceTime: 3 }).createModel();
 * range(10)
 *   .pipe(infer(model, { inputs: (n) => Float32Array.of(n), callbackInterval: 4, label: 'camera 1', recorder }))
 *   .subscribe({
 *     complete: () => {
 *       console.log(JSON.stringify(recorder.toChromeTrace()));
 *       console.log(recorder.toTest('camera 1'));
 *     },
 *   });
 * ```
 *
 * @param options see {@link RecorderOptions}
 * @throws TypeError for an unknown option or a wrong type; RangeError for `limit`
 */
export function createRecorder(options: RecorderOptions = {}): Recorder {
  return new Recorder(options);
}
