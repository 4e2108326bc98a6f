import { pipelineKey } from '../recording/event-keys.js';
import type { RecordedEventOf } from '../recording/recorded-event.js';
import { appendTo } from './append-to.js';
import type { StreamExecution } from './execution-stream.js';

/** An input that was executed for the first time, and has an option `maxStaleness`. */
interface JudgedInput {
  /** The last frame in which the device may begin with it. */
  readonly deadline: number;
  /** The frame in which its result came. Undefined: none came for it. */
  reportedIn?: number;
  /** It was dropped at its result. */
  isStale: boolean;
}

/**
 * Finds results that the test drops as stale though they were delivered, or the other way round: the virtual device begins
 * with an execution in another frame than the recorded device did, because only the frames of reports are replayed exactly.
 */
export class StaleResults {
  readonly #submitted = new Map<string, number>();
  // By key of the input, and by execution.
  readonly #inputs = new Map<string, JudgedInput>();
  readonly #of = new Map<StreamExecution, JudgedInput[]>();

  submitted(event: RecordedEventOf<'submit'>, frame: number): void {
    this.#submitted.set(pipelineKey(event, event.index), frame);
  }

  started(event: RecordedEventOf<'start'>, execution: StreamExecution): void {
    const { maxStaleness } = event.pipeline.settings;
    if (event.isRetry || maxStaleness === Number.POSITIVE_INFINITY) return;
    for (const index of event.inputs) {
      const key = pipelineKey(event, index);
      const arrived = this.#submitted.get(key);
      if (arrived === undefined) continue;
      const input: JudgedInput = { deadline: arrived + maxStaleness, isStale: false };
      this.#inputs.set(key, input);
      appendTo(this.#of, execution, input);
    }
  }

  /** The results of the execution have come. */
  reported(execution: StreamExecution, frame: number): void {
    for (const input of this.#of.get(execution) ?? []) input.reportedIn = frame;
  }

  dropped(event: RecordedEventOf<'drop'>): void {
    const input = this.#inputs.get(pipelineKey(event, event.index));
    if (input && event.cause === 'stale') input.isStale = true;
  }

  /** The frames of results that the test judges otherwise. REQUIRES: the executions have been planned. */
  frames(): number[] {
    const frames = new Set<number>();
    for (const [{ beginsIn }, inputs] of this.#of) {
      if (beginsIn === undefined) continue;
      for (const { deadline, reportedIn, isStale } of inputs) {
        if (reportedIn !== undefined && beginsIn > deadline !== isStale) frames.add(reportedIn);
      }
    }
    return [...frames].sort((a, b) => a - b);
  }
}
