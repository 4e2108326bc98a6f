import type { TraceEvent, TraceSink } from '@ascend-rx/core';
import { assertKnownOptions, expected } from '@ascend-rx/core/device';
import type { ChromeTrace } from './chrome-trace/chrome-trace.js';
import { toChromeTrace } from './chrome-trace/to-chrome-trace.js';
import { printTest } from './printed-test/print-test.js';
import type { RecorderOptions } from './recorder-options.js';
import { Recording } from './recording/recording.js';

/** Records what happens to the values of one or more pipelines. Made by `createRecorder`. */
export class Recorder implements TraceSink {
  readonly #recording: Recording;

  /** @internal Use `createRecorder`. */
  constructor(options: RecorderOptions) {
    assertKnownOptions('createRecorder', options, ['limit', 'values']);
    const { limit = 100_000, values } = options;
    if (!Number.isInteger(limit) || limit < 1) {
      throw new RangeError(expected('an integer ≥ 1', 'limit', limit));
    }
    if (values !== undefined && typeof values !== 'function') {
      throw new TypeError(expected('a function', 'values', values));
    }
    this.#recording = new Recording(limit, values);
  }

  /** Called by pipelines: what has happened is kept. */
  on(event: TraceEvent): void {
    this.#recording.add(event);
  }

  /** How many events were left out because there were more than `limit`: the oldest. */
  get dropped(): number {
    return this.#recording.dropped;
  }

  /** The recording so far in the Trace Event Format, for JSON: ui.perfetto.dev and chrome://tracing open it. */
  toChromeTrace(): ChromeTrace {
    return toChromeTrace(this.#recording.events(), this.dropped);
  }

  /**
   * The recording so far as the TypeScript source of a test. It runs on a virtual device that takes the times that were
   * recorded and fails where failures were recorded, and expects the same arrivals to have the same results, drops and
   * endings.
   *
   * @param name of the test. Default: what was recorded
   */
  toTest(name?: string): string {
    if (name !== undefined && typeof name !== 'string') {
      throw new TypeError(expected('a string', 'name', name));
    }
    return printTest(this.#recording.events(), this.dropped, name);
  }
}
