/**
 * One `aclmdlExecuteAsync`: what occupies a slot.
 *
 * @typeParam Job what is executed: one input of a pipeline, or several in a batch. Instances never look at it
 */
export interface Execution<Job> {
  /** The execution's number among those of its model, from 0. */
  readonly number: number;
  /** The index of its instance among those of its model. */
  readonly instance: number;
  readonly slot: number;
  readonly jobs: readonly Job[];
  /** When it took its slot, in ms on the device's scheduler. */
  readonly startedAt: number;
}
