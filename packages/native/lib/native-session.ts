// The port's Session over the addon: checks nothing, because core has; lends the inputs and keeps them
// alive until their slot is free.
import type {
  AclError,
  BlockType,
  OutputLayout,
  Session,
  SessionObserver,
  TensorInfo,
} from '@ascend-rx/core';
import type { SchedulerLike } from 'rxjs';
import { aclError } from './acl-failure.js';
import { addon, type NativeSession as Native, type NativeDevice, type NativeFailure } from './addon.js';
import { clockOffset } from './clock-offset.js';
import { Inbox } from './inbox.js';
import { copiedBytes, lend } from './lend.js';
import { LoanWatch } from './loan-watch.js';
import { deliveredBytes, OutputMemory } from './output-memory.js';

/** One loaded copy of a model on a device. */
export class NativeSession implements Session {
  readonly inputs: readonly TensorInfo[];
  readonly outputs: readonly TensorInfo[];
  readonly layout: OutputLayout;
  readonly slots: number;
  readonly batchSizes?: readonly number[];
  /** Called when everything has been released. */
  onClosed: () => void = () => {};
  readonly #native: Native;
  #observer: SessionObserver | undefined;
  // By slot: what the device may still read. Slots of open and closed groups alike.
  readonly #lent: (readonly ArrayBufferView[] | ArrayBufferView | undefined)[] = [];
  // Where outputs are too large to be copied on the JavaScript thread.
  readonly #outputMemory: OutputMemory | undefined;
  // In development mode.
  readonly #watch: LoanWatch | undefined;
  readonly #hasOneInput: boolean;
  readonly #inbox: Inbox | undefined;
  readonly #exchange: Uint32Array;
  // Filled natively for the groups that are reported. Absent where the scheduler has another clock.
  readonly #moments: Float64Array | undefined;
  readonly #groups = new Map<number, readonly number[]>();
  #closing: Promise<void> | undefined;

  /**
   * Loads `path` on `device`: context, execution stream and model.
   *
   * @param scheduler the device's; moments are told on its clock
   * @param development whether inputs that change meanwhile are found out
   * @throws AclError what the runtime refused; nothing is left behind
   */
  static load(
    device: NativeDevice,
    path: string,
    slots: number,
    scheduler: SchedulerLike,
    development: boolean,
  ): Promise<NativeSession> {
    const offset = clockOffset(scheduler);
    const moments = offset === undefined ? undefined : new Float64Array(4 * slots);
    const exchange = new Uint32Array(2 * slots);
    return new Promise((resolve, reject) => {
      // The addon answers from later turns of the event loop, and first of all that the model is loaded.
      const events: { session?: NativeSession } = {};
      const native = new (addon().NativeSession)(
        device,
        path,
        slots,
        (failure) => {
          if (failure) return native.close(() => reject(aclError(failure)));
          events.session = new NativeSession(native, slots, exchange, moments, development);
          resolve(events.session);
        },
        (groups, outputs, failures) => (events.session as NativeSession).#reported(groups, outputs, failures),
        (failure) => (events.session as NativeSession).#failed(failure),
        exchange,
        moments,
        offset,
      );
    });
  }

  private constructor(
    native: Native,
    slots: number,
    exchange: Uint32Array,
    moments: Float64Array | undefined,
    development: boolean,
  ) {
    this.#native = native;
    this.slots = slots;
    this.#exchange = exchange;
    this.#moments = moments;
    this.inputs = native.inputs;
    this.outputs = native.outputs;
    this.layout = native.layout;
    const { batchSizes } = native;
    if (batchSizes) this.batchSizes = batchSizes;
    const [info] = native.inputs;
    this.#hasOneInput = native.inputs.length === 1 && !batchSizes;
    if (this.layout.stride >= deliveredBytes) this.#outputMemory = new OutputMemory(this.layout.stride);
    if (development) this.#watch = new LoanWatch(this.inputs);
    else if (info && this.#hasOneInput && info.bytes <= copiedBytes) {
      this.#inbox = new Inbox(info, slots);
      native.useInbox(this.#inbox.buffer);
    }
  }

  observe(observer: SessionObserver): void {
    this.#observer = observer;
  }

  execute(slot: number, inputs: readonly ArrayBufferView[], batchSize?: number): void {
    const outputs = this.#outputMemory?.of(slot);
    if (this.#inbox) {
      this.#inbox.put(slot, inputs[0] as ArrayBufferView);
      if (outputs) this.#native.execute(slot, undefined, undefined, outputs);
      else this.#native.execute(slot);
      return;
    }
    const given = this.#watch ? this.#watch.lend(slot, inputs) : inputs;
    // Most models have one input.
    const lent = this.#hasOneInput ? lend(given[0] as ArrayBufferView) : given.map(lend);
    if (outputs) this.#native.execute(slot, lent, batchSize, outputs);
    else this.#native.execute(slot, lent, batchSize);
    this.#lent[slot] = lent;
  }

  release(outputs: ArrayBuffer): void {
    this.#outputMemory?.release(outputs);
  }

  launchCallback(group: number, slots: readonly number[], blockType: BlockType): void {
    this.#exchange.set(slots);
    this.#groups.set(group, slots);
    this.#native.launchCallback(group, slots.length, blockType === 'block');
  }

  synchronize(group: number, slots: readonly number[]): void {
    this.#exchange.set(slots);
    this.#groups.set(group, slots);
    this.#native.synchronize(group, slots.length);
  }

  rebuild(done: (error?: AclError) => void): void {
    this.#native.rebuild((failure) => done(failure && aclError(failure)));
  }

  close(done: () => void): void {
    this.#closing ??= new Promise((resolve) => {
      this.#native.close(() => {
        this.#forget();
        this.#outputMemory?.clear();
        this.onClosed();
        resolve();
      });
    });
    void this.#closing.then(done);
  }

  // What the observer does may close other groups, by way of the exchange.
  #reported(
    groups: number,
    outputs: ArrayBuffer | undefined,
    failures?: readonly (NativeFailure | undefined)[],
  ): void {
    if (groups === 1) {
      this.#report(this.#exchange[0] as number, outputs, 0, 0, failures);
      return;
    }
    const exchange = Array.from(this.#exchange.subarray(0, 2 * groups));
    let first = 0;
    for (let i = 0; i < exchange.length; i += 2) {
      const [group, offset] = [exchange[i] as number, exchange[i + 1] as number];
      first += this.#report(group, outputs, offset, first, failures);
    }
  }

  /** @return how many executions the group has */
  #report(
    group: number,
    outputs: ArrayBuffer | undefined,
    offset: number,
    first: number,
    failures: readonly (NativeFailure | undefined)[] | undefined,
  ): number {
    const slots = this.#groups.get(group) ?? [];
    for (const slot of slots) this.#lent[slot] = undefined;
    this.#groups.delete(group);
    const end = first + slots.length;
    let its: (Error | undefined)[] | undefined = failures
      ?.slice(first, end)
      .map((failure) => failure && aclError(failure));
    if (this.#watch) {
      const changed = slots.map((slot) => this.#watch?.end(slot));
      its = changed.map((change, n) => its?.[n] ?? change);
    }
    this.#observer?.report(
      group,
      outputs ?? slots.map((slot) => (this.#outputMemory as OutputMemory).take(slot)),
      its?.some(Boolean) ? its : undefined,
      this.#moments && copyOf(this.#moments, 4 * first, 4 * end),
      offset,
    );
    return slots.length;
  }

  #failed(failure: NativeFailure): void {
    this.#forget();
    this.#observer?.failed(aclError(failure));
  }

  // The device has let go of all memory.
  #forget(): void {
    this.#lent.length = 0;
    this.#watch?.clear();
    this.#groups.clear();
  }
}

// Whoever gets them may keep them. A typed array of more than 64 bytes would cost seven times as much.
function copyOf(moments: Float64Array, from: number, to: number): number[] {
  const copy = new Array<number>(to - from);
  for (let i = from; i < to; i += 1) copy[i - from] = moments[i] as number;
  return copy;
}
