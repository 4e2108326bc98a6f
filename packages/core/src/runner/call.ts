import type { InferResult } from '../pipeline/infer-result.js';
import { Input } from '../pipeline/input.js';
import type { DueItem } from '../util/due-heap.js';

/** What may end a call early. */
export interface Watch extends DueItem {
  /** The call is settled. */
  leave(): void;
}

/** One call of `run`, from the call until its Promise is settled: an input of the pipeline, and whoever waits for it. */
export class Call<T> extends Input<T> {
  /** The calls that were made before and after this one, of those that are not settled. `Calls` writes them. */
  previous: Call<T> | undefined;
  next: Call<T> | undefined;
  /** Ends the call early. Undefined: the call has neither a signal nor a timeout. */
  watch: Watch | undefined;

  /**
   * @param resolve of the call's Promise
   * @param reject of the call's Promise
   */
  constructor(
    source: T,
    index: number,
    submittedAt: number,
    readonly resolve: (result: InferResult<T>) => void,
    readonly reject: (error: unknown) => void,
  ) {
    super(source, index, submittedAt);
  }
}
