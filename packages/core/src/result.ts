// What `infer` emits. On the way of every input, so it is one object with nothing made beside it.
import type { InferResult, InferTiming } from './infer-result.js';
import type { Lease } from './lease.js';
import type { InferOutputs } from './read-outputs.js';

export class Result<T> implements InferResult<T> {
  #lease: Lease | undefined;

  constructor(
    readonly source: T,
    readonly outputs: InferOutputs,
    readonly index: number,
    readonly timing: InferTiming,
    lease: Lease | undefined,
  ) {
    this.#lease = lease;
  }

  release(): void {
    const lease = this.#lease;
    this.#lease = undefined;
    lease?.end();
  }
}
