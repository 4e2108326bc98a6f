import type { RecordedEventOf } from '../recording/recorded-event.js';
import { codeOf } from './code-of.js';
import type { FaultTable } from './fault-table.js';

/** Plans how long the rebuilds of a model take, and which of them fail. */
export class RebuildPlan {
  readonly #faults: FaultTable;
  // By instance: the rebuild that is going on.
  readonly #running = new Map<number, { ordinal: number; since: number }>();
  #count = 0;

  /** @param faults gets slow and failed rebuilds */
  constructor(faults: FaultTable) {
    this.#faults = faults;
  }

  add({ instance, step, error }: RecordedEventOf<'instance'>, frame: number): void {
    if (step === 'rebuilding') {
      this.#running.set(instance, { ordinal: this.#count, since: frame });
      this.#count += 1;
    } else if (step === 'rebuilt' || step === 'not rebuilt') {
      const rebuild = this.#running.get(instance);
      if (!rebuild) return;
      this.#running.delete(instance);
      if (step === 'not rebuilt') this.#faults.rebuilds[rebuild.ordinal] = codeOf(error);
      if (frame > rebuild.since) this.#faults.slowRebuilds[rebuild.ordinal] = frame - rebuild.since;
    }
  }

  /** The instance has been rebuilt while no pipeline was there to record it. */
  forget(instance: number): void {
    this.#running.delete(instance);
  }

  /** @param end the frame until which the rebuilds that are going on last at least */
  finish(end: number): void {
    for (const { ordinal, since } of this.#running.values()) this.#faults.slowRebuilds[ordinal] = end - since;
  }
}
