import type { SchedulerLike } from 'rxjs';
import type { AclError } from '../errors/acl-error.js';
import { Fifo } from '../fifo.js';
import type { BlockType, OutputLayout, Session, SessionObserver } from '../port.js';
import type { TensorInfo } from '../tensor.js';
import type { CallbackFate, Faults } from './faults.js';

type Failures = readonly (Error | undefined)[];
type Outputs = ArrayBuffer | readonly ArrayBuffer[];

/** What a group of the decorated session stands for. */
type Purpose =
  /** A group of the user's: which of its executions were refused here. */
  | { readonly group: number; readonly refusals: Failures; readonly fate: CallbackFate }
  /** The moment at which an execution that is to fail has been reached. */
  | { readonly failure: AclError }
  /** The execution stream is past everything that was queued before a failure. */
  | { readonly drained: () => void };

/** A session with which things go wrong as a plan says; all else it leaves to the one that it decorates. */
export class FaultySession implements Session {
  readonly inputs: readonly TensorInfo[];
  readonly outputs: readonly TensorInfo[];
  readonly slots: number;
  readonly batchSizes?: readonly number[];
  readonly layout: OutputLayout;
  readonly #session: Session;
  readonly #faults: Faults;
  readonly #scheduler: SchedulerLike;
  #observer: SessionObserver | undefined;
  readonly #purposes = new Map<number, Purpose>();
  readonly #refused = new Map<number, AclError>();
  // Executed and in no group of the decorated session.
  readonly #open = new Set<number>();
  // Reports behind one that is late.
  readonly #held = new Fifo<{ deliver: () => void; delay: number }>();
  #holding = false;
  #next = 0;
  #state: 'up' | 'down' | 'closed' = 'up';
  #sessionFailed = false;
  // Grows with every failure: what is held belongs to an earlier life then.
  #life = 0;

  constructor(session: Session, faults: Faults, scheduler: SchedulerLike) {
    this.inputs = session.inputs;
    this.outputs = session.outputs;
    this.slots = session.slots;
    if (session.batchSizes) this.batchSizes = session.batchSizes;
    this.layout = session.layout;
    this.#session = session;
    this.#faults = faults;
    this.#scheduler = scheduler;
    session.observe({
      report: (...report) => this.#report(...report),
      failed: (error) => this.#decoratedFailed(error),
    });
  }

  observe(observer: SessionObserver): void {
    this.#observer = observer;
  }

  release(outputs: ArrayBuffer): void {
    this.#session.release?.(outputs);
  }

  execute(slot: number, inputs: readonly ArrayBufferView[], batchSize?: number): void {
    const { refused, failed } = this.#faults.nextExecution(slot);
    if (refused) {
      this.#refused.set(slot, refused);
      return;
    }
    this.#session.execute(slot, inputs, batchSize);
    if (failed) this.#session.launchCallback(this.#id({ failure: failed }), [slot], 'block');
    else this.#open.add(slot);
  }

  launchCallback(group: number, slots: readonly number[], blockType: BlockType): void {
    const refused = this.#faults.nextLaunch();
    const accepted = this.#split(group, slots, this.#faults.nextCallback());
    // What stands for the synchronisation must not overtake callbacks that do not block: a synchronize would.
    this.#session.launchCallback(...accepted, refused ? 'block' : blockType);
  }

  synchronize(group: number, slots: readonly number[]): void {
    this.#session.synchronize(...this.#split(group, slots, { delay: 0, times: 1 }));
  }

  rebuild(done: (error?: AclError) => void): void {
    const { error, delay } = this.#faults.nextRebuild();
    if (error) {
      this.#scheduler.schedule(() => done(error), delay);
      return;
    }
    const ready = (failure?: AclError) => {
      if (!failure) [this.#state, this.#sessionFailed] = ['up', false];
      done(failure);
    };
    const up =
      delay === 0
        ? ready
        : (failure?: AclError) => void this.#scheduler.schedule(() => ready(failure), delay);
    if (this.#sessionFailed) {
      this.#session.rebuild(up);
      return;
    }
    // The decorated session has not failed, and still runs what it was given.
    const id = this.#id({ drained: up });
    // By a callback, behind those for which the execution stream does not wait, too.
    this.#session.launchCallback(id, [...this.#open], 'block');
    this.#open.clear();
  }

  close(done: () => void): void {
    this.#state = 'closed';
    this.#life += 1;
    this.#session.close(done);
  }

  #id(purpose: Purpose): number {
    const id = this.#next;
    this.#next = (id + 1) >>> 0;
    this.#purposes.set(id, purpose);
    return id;
  }

  // The decorated session knows nothing of what was refused, and has a group of its own for what is to fail.
  #split(
    group: number,
    slots: readonly number[],
    fate: CallbackFate,
  ): [id: number, accepted: readonly number[]] {
    const refusals = slots.map((slot) => this.#refused.get(slot));
    const accepted = slots.filter((slot) => this.#open.delete(slot));
    for (const slot of slots) this.#refused.delete(slot);
    return [this.#id({ group, refusals, fate }), accepted];
  }

  #report(id: number, outputs: Outputs, failures?: Failures, moments?: ArrayLike<number>, offset = 0): void {
    const purpose = this.#purposes.get(id);
    this.#purposes.delete(id);
    if (!purpose || this.#state === 'closed') return;
    if ('drained' in purpose) {
      this.#purposes.clear();
      purpose.drained();
    } else if (this.#state === 'down') {
      return;
    } else if ('failure' in purpose) {
      this.#fail(purpose.failure);
    } else {
      const report = this.#whole(purpose.refusals, outputs, failures, moments, offset);
      const { group, fate } = purpose;
      const deliver = () => {
        for (let n = 0; n < fate.times; n += 1) this.#observer?.report(group, ...report);
      };
      this.#held.push({ deliver, delay: fate.delay });
      if (!this.#holding) this.#release();
    }
  }

  // Hands on what is held, in order, up to one that is late.
  #release(): void {
    const life = this.#life;
    this.#holding = true;
    for (let next = this.#held.shift(); next; next = this.#held.shift()) {
      const { deliver, delay } = next;
      if (delay > 0) {
        this.#scheduler.schedule(() => {
          if (life !== this.#life) return;
          deliver();
          this.#release();
        }, delay);
        return;
      }
      deliver();
      if (life !== this.#life) return;
    }
    this.#holding = false;
  }

  #fail(error: AclError): void {
    if (this.#state !== 'up') return;
    this.#void();
    this.#state = 'down';
    this.#observer?.failed(error);
  }

  #decoratedFailed(error: AclError): void {
    const drains = [...this.#purposes.values()].flatMap((purpose) =>
      'drained' in purpose ? [purpose.drained] : [],
    );
    this.#purposes.clear();
    this.#open.clear();
    this.#sessionFailed = true;
    this.#fail(error);
    for (const drained of drains) this.#session.rebuild(drained);
  }

  #void(): void {
    this.#life += 1;
    this.#refused.clear();
    this.#held.clear();
    this.#holding = false;
  }

  // The report as if all had been given to the decorated session.
  #whole(
    refusals: Failures,
    outputs: Outputs,
    failures: Failures | undefined,
    moments: ArrayLike<number> | undefined,
    offset: number,
  ): [
    outputs: Outputs,
    failures: Failures | undefined,
    moments: ArrayLike<number> | undefined,
    offset: number,
  ] {
    if (refusals.every((refusal) => refusal === undefined)) return [outputs, failures, moments, offset];
    const { stride } = this.layout;
    const isList = Array.isArray(outputs);
    const whole = new Uint8Array(isList ? 0 : refusals.length * stride);
    const list = refusals.map(() => whole.buffer);
    const times = new Float64Array(4 * refusals.length).fill(this.#scheduler.now());
    const all = [...refusals];
    let place = 0;
    all.forEach((refusal, n) => {
      if (refusal) return;
      if (isList) list[n] = outputs[place];
      else whole.set(new Uint8Array(outputs as ArrayBuffer, offset + place * stride, stride), n * stride);
      for (let i = 0; i < 4; i += 1) times[4 * n + i] = moments?.[4 * place + i] ?? 0;
      all[n] = failures?.[place];
      place += 1;
    });
    return [isList ? list : whole.buffer, all, moments && times, 0];
  }
}
