// One input on its way: from its arrival to the place it ends in.

/** An input of a pipeline, and where it is. The only object made per input before its result. */
export class Execution<T> {
  /** The slot it occupies, or -1. */
  slot = -1;
  /** When it took the slot, in ms on the device's scheduler. */
  startedAt: number;
  /** One view per model input; bound when it takes a slot, so that what waits costs nothing but itself. */
  inputs: readonly ArrayBufferView[] = none;

  /**
   * @param source what the source emitted
   * @param index its position in the source, from 0
   * @param submittedAt when it came, in ms on the device's scheduler
   */
  constructor(
    readonly source: T,
    readonly index: number,
    readonly submittedAt: number,
  ) {
    this.startedAt = submittedAt;
  }
}

const none: readonly ArrayBufferView[] = [];
