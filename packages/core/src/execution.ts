// What occupies a slot: one `aclmdlExecuteAsync`, of one input or of a batch of them.
import type { Input } from './input.js';
import type { Instance } from './instance.js';
import type { Pipeline } from './pipeline.js';

/** One execution on the device. Its result counts for those of its inputs whose `execution` it still is. */
export class Execution<T> {
  /** @param startedAt in ms on the device's scheduler */
  constructor(
    readonly pipeline: Pipeline<T>,
    readonly instance: Instance,
    readonly slot: number,
    readonly inputs: readonly Input<T>[],
    readonly startedAt: number,
  ) {}

  /** Nobody waits for its result any more. */
  get isIdle(): boolean {
    return this.inputs.every((input) => input.execution !== this);
  }
}
