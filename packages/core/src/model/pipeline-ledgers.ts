import type { Ledger } from '../ledger/ledger.js';
import { LedgerCounter } from '../ledger/ledger-counter.js';
import type { CountedPipeline } from '../pipeline/pipeline-ports.js';
import type { PipelineStats } from './stats.js';

/** The ledgers of a model: of each pipeline that runs, and in sum of those that have ended. */
export class PipelineLedgers {
  readonly #running = new Set<CountedPipeline>();
  readonly #ended = new LedgerCounter();

  /** Whether no pipeline runs. */
  get areAllEnded(): boolean {
    return this.#running.size === 0;
  }

  add(pipeline: CountedPipeline): void {
    this.#running.add(pipeline);
  }

  /** The pipeline has ended: its counts do not change any more. */
  end(pipeline: CountedPipeline): void {
    if (this.#running.delete(pipeline)) this.#ended.add(pipeline.state.ledger);
  }

  /** Over all pipelines there are and have been. */
  total(): Ledger {
    const total = new LedgerCounter();
    total.add(this.#ended);
    for (const { state } of this.#running) total.add(state.ledger);
    return total.snapshot();
  }

  /** Of the pipelines that run, in the order in which they began. */
  running(): PipelineStats[] {
    return Array.from(this.#running, ({ settings, state }) => ({
      label: settings.label,
      ledger: state.ledger.snapshot(),
    }));
  }
}
