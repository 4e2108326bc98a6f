import { Fifo } from '../util/fifo.js';

/** Items whose results are emitted in the order in which the items came: all of a pipeline, or those of one key. */
export class Sequence<Item> extends Fifo<Item> {
  /** @param key what the `order` function returned for the items; undefined where all are in one sequence */
  constructor(readonly key: unknown) {
    super();
  }
}
