import { Fifo } from './fifo.js';
import type { Pipeline } from './pipeline.js';

// biome-ignore lint/suspicious/noExplicitAny: pipelines of all input types share a model
type AnyPipeline = Pipeline<any>;

/** Whose turn it is to take a slot. A pipeline stands in line once, and behind the others again after its turn. */
export class Turns {
  readonly #line = new Fifo<AnyPipeline>();

  /** No pipeline stands in line. */
  get none(): boolean {
    return this.#line.length === 0;
  }

  /** Lets a pipeline stand in line if it has use for a slot. */
  join(pipeline: AnyPipeline): void {
    if (pipeline.inLine || !pipeline.isReady) return;
    pipeline.inLine = true;
    this.#line.push(pipeline);
  }

  /** The one whose turn it is; it may have changed its mind, or ended, since it joined. */
  next(): AnyPipeline | undefined {
    const pipeline = this.#line.shift();
    if (pipeline) pipeline.inLine = false;
    return pipeline;
  }
}
