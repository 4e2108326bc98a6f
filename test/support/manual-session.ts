import type { AclError, TensorInfo } from '@ascend-rx/core';
import type { OutputLayout, Session, SessionObserver } from '@ascend-rx/core/device';

const info = (name: string): TensorInfo => ({ name, rawName: name, type: 'float32', dims: [1], bytes: 4 });

/** A session whose events a test sends by hand: for what no schedule of the virtual device can show. */
export class ManualSession implements Session {
  readonly inputs: readonly TensorInfo[] = [info('x')];
  readonly outputs: readonly TensorInfo[] = [info('y')];
  readonly layout: OutputLayout = { offsets: [0], stride: 64 };
  /** What was asked for, in order: `execute 0`, `launch 1,2`, … */
  readonly log: string[] = [];
  readonly #groups: { id: number; slots: readonly number[] }[] = [];
  readonly #busy = new Set<number>();
  readonly #rebuilds: ((error?: AclError) => void)[] = [];
  #observer: SessionObserver | undefined;
  /** Most slots that were busy at once. */
  mostBusy = 0;
  /** What becomes of a rebuild. Default: it goes on until `rebuilt` is called. */
  onRebuild: (done: (error?: AclError) => void) => void = (done) => this.#rebuilds.push(done);
  /** What the next `execute` throws. */
  broken: Error | undefined;

  constructor(readonly slots = 4) {}

  observe(observer: SessionObserver): void {
    this.#observer = observer;
  }

  execute(slot: number): void {
    const error = this.broken;
    this.broken = undefined;
    if (error) throw error;
    if (this.#busy.has(slot) || slot >= this.slots) throw new Error(`slot ${slot} is not free`);
    this.#busy.add(slot);
    this.mostBusy = Math.max(this.mostBusy, this.#busy.size);
    this.log.push(`execute ${slot}`);
  }

  launchCallback(id: number, slots: readonly number[]): void {
    this.#close('launch', id, slots);
  }

  synchronize(id: number, slots: readonly number[]): void {
    this.#close('synchronize', id, slots);
  }

  rebuild(done: (error?: AclError) => void): void {
    this.log.push('rebuild');
    this.onRebuild(done);
  }

  close(done: () => void): void {
    this.log.push('close');
    done();
  }

  /** Reports the oldest group. */
  report(failures?: readonly (Error | undefined)[], moments?: ArrayLike<number>): void {
    this.#send(this.#groups.shift(), failures, moments);
  }

  /** Forgets the oldest group: its callback never comes. */
  lose(): void {
    this.#groups.shift();
  }

  #send(
    group: { id: number; slots: readonly number[] } | undefined,
    failures: readonly (Error | undefined)[] | undefined,
    moments: ArrayLike<number> | undefined,
  ): void {
    if (!group) throw new Error('no group has been closed');
    for (const slot of group.slots) this.#busy.delete(slot);
    this.#observer?.report(group.id, {
      outputs: this.outputsOf(group.slots.length),
      failures,
      moments,
    });
  }

  /** The outputs of a group of so many executions. */
  protected outputsOf(count: number): ArrayBuffer | readonly ArrayBuffer[] {
    return new ArrayBuffer(64 * count);
  }

  fail(error: AclError): void {
    this.#groups.length = 0;
    this.#busy.clear();
    this.#observer?.failed(error);
  }

  rebuilt(error?: AclError): void {
    const done = this.#rebuilds.shift();
    if (!done) throw new Error('no rebuild was asked for');
    done(error);
  }

  #close(how: string, id: number, slots: readonly number[]): void {
    for (const slot of slots) if (!this.#busy.has(slot)) throw new Error(`slot ${slot} was not executed`);
    this.log.push(`${how} ${slots.join()}`);
    this.#groups.push({ id, slots });
  }
}
