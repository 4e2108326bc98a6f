import type { Execution } from '../instance/execution.js';
import type { Input } from './input.js';

type Changeable<T> = { -readonly [Field in keyof Execution<Input<T>>]: Execution<Input<T>>[Field] };

/** An execution whose inputs are being prepared, until it is submitted. Its inputs are those that are left. */
export class PreparingExecution<T> {
  /** Inputs that are not ready yet. */
  pending: number;
  /** False: its instance has failed, or the slot was given back. */
  hasSlot = true;

  /** @param execution one that has its slot. Its instance and its slot change if the instance fails */
  constructor(readonly execution: Changeable<T> & { readonly jobs: Input<T>[] }) {
    this.pending = execution.jobs.length;
  }

  /** Whether it can be submitted. */
  get isReady(): boolean {
    return this.pending === 0 && this.hasSlot;
  }

  /**
   * An input leaves its batch.
   *
   * @return whether none is left
   */
  leave(input: Input<T>): boolean {
    const { jobs } = this.execution;
    jobs.splice(jobs.indexOf(input), 1);
    if (!input.preparation?.isSettled) this.pending -= 1;
    return jobs.length === 0;
  }
}
