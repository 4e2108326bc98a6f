// Turns the recorded rebuilds of a model into faults of the virtual device. Rebuilds are numbered from 0, in the order in
// which they begin, over all instances of the model.
//
// Example: an instance fails in frame 10. Its first rebuild begins at once and fails with code 507 in the same frame. Its
// second rebuild begins in frame 110 and is done in frame 115. The plan: rebuild 0 fails with 507, rebuild 1 takes 5 frames.
import type { RecordedEventOf } from '../recording/recorded-event.js';
import { codeOf } from './code-of.js';
import type { FaultTable } from './fault-table.js';

/** Plans how long the rebuilds of a model take, and which of them fail. */
export class RebuildPlan {
  readonly #faults: FaultTable;
  // By instance: its rebuild that has begun and not ended.
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

  /**
   * The recording has ended. Rebuilds that had not ended by then last until the frame `end` in the test.
   *
   * @param end the frame after the last one of the recording
   */
  finish(end: number): void {
    for (const { ordinal, since } of this.#running.values()) this.#faults.slowRebuilds[ordinal] = end - since;
  }
}
