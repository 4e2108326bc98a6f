// One input on its way: from its arrival to the place it ends in.

/** An input of a pipeline, and where it is. */
export class Execution<T> {
  /** The slot it occupies, or -1. */
  slot = -1;
  /** When it took the slot, in ms on the device's scheduler. */
  startedAt = 0;
  /** One view per model input; bound when it takes a slot, so that what waits costs nothing but itself. */
  inputs: readonly ArrayBufferView[] = [];
  /** Which life of the session it was executed in: a rebuilt session knows nothing of earlier ones. */
  generation = 0;

  /**
   * @param source what the source emitted
   * @param index its position in the source, from 0
   * @param submittedAt when it came, in ms on the device's scheduler
   */
  constructor(
    readonly source: T,
    readonly index: number,
    readonly submittedAt: number,
  ) {}
}
