// One input on its way: from its arrival to the place it ends in.
import type { Execution } from './execution.js';
import type { InferResult } from './infer-result.js';
import type { Lane } from './sequencer.js';

/** An input of a pipeline, and where it is. */
export class Input<T> {
  /** How often it has been executed, or is being. */
  attempts = 0;
  /** One view per model input; bound when it first takes a slot, so that what waits costs nothing but itself. */
  views: readonly ArrayBufferView[] | undefined;
  /** The execution whose result counts. None: it waits, or its execution has timed out or ended. */
  execution: Execution<T> | undefined;
  /** Those among which it keeps its place. */
  lane: Lane<T> | undefined;
  /** It has come to its end, maybe before others ahead of it in its lane. */
  settled = false;
  /** What is to be emitted when its turn has come; nothing if it was left out. */
  result: InferResult<T> | undefined;

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
