/** How many executions of a pipeline are being prepared. The pipeline's preparations write it; the scheduler reads it. */
export class PreparingCounts {
  /** Executions whose inputs are being prepared, with a slot or without. */
  active = 0;
  /** Those of them that have lost their slot, because their instance has failed. They get the next slot of any instance. */
  displaced = 0;

  /** @param most the option `maxPreparing`, ≥ 1 */
  constructor(readonly most: number) {}

  /** Executions that will fill a group without taking another slot. */
  get withSlot(): number {
    return this.active - this.displaced;
  }
}
