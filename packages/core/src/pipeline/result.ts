import type { Tensor } from '../tensors/tensor.js';
import type { InferOutputs } from './infer-outputs.js';
import type { InferResult, InferTiming } from './infer-result.js';
import type { Lease } from './lease.js';
import { listOf } from './output-list.js';

/** What `infer` emits. It is made for every input, so it is one object, and nothing else is made beside it. */
export class Result<T> implements InferResult<T> {
  #lease: Lease | undefined;

  /**
   * @param lease of the buffer in which `outputs` lie, if it is a buffer of its own
   * @param prepared what `prepare` has given for the value
   */
  constructor(
    readonly source: T,
    readonly outputs: InferOutputs,
    readonly index: number,
    readonly timing: InferTiming,
    lease: Lease | undefined,
    readonly prepared: unknown,
  ) {
    this.#lease = lease;
  }

  get list(): readonly Tensor[] {
    return listOf(this.outputs);
  }

  release(): void {
    const lease = this.#lease;
    this.#lease = undefined;
    lease?.end();
  }
}
