/**
 * One `aclmdlExecuteAsync`: what occupies a slot.
 *
 * @typeParam Job what is executed: one input of a pipeline, or several in a batch. Instances never look at it
 */
export class Execution<Job> {
  /**
   * @param number the execution's number among those of its model, from 0
   * @param instance the index of its instance among those of its model
   * @param startedAt when it took its slot, in ms on the device's scheduler
   */
  constructor(
    readonly number: number,
    readonly instance: number,
    readonly slot: number,
    readonly jobs: readonly Job[],
    readonly startedAt: number,
  ) {}
}
