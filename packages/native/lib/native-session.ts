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
import { lend } from './lend.js';

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
  readonly #lent: (readonly ArrayBufferView[] | undefined)[] = [];
  // Filled natively for the group that is reported. Absent where the scheduler has another clock.
  readonly #moments: Float64Array | undefined;
  readonly #groups = new Map<number, readonly number[]>();
  #closing: Promise<void> | undefined;

  /**
   * Loads `path` on `device`: context, execution stream and model.
   *
   * @param scheduler the device's; moments are told on its clock
   * @throws AclError what the runtime refused; nothing is left behind
   */
  static load(
    device: NativeDevice,
    path: string,
    slots: number,
    scheduler: SchedulerLike,
  ): Promise<NativeSession> {
    const offset = clockOffset(scheduler);
    const moments = offset === undefined ? undefined : new Float64Array(4 * slots);
    return new Promise((resolve, reject) => {
      // The addon answers from later turns of the event loop, and first of all that the model is loaded.
      const events: { session?: NativeSession } = {};
      const native = new (addon().NativeSession)(
        device,
        path,
        slots,
        (failure) => {
          if (failure) return native.close(() => reject(aclError(failure)));
          events.session = new NativeSession(native, slots, moments);
          resolve(events.session);
        },
        (group, outputs, failures) => (events.session as NativeSession).#reported(group, outputs, failures),
        (failure) => (events.session as NativeSession).#failed(failure),
        moments,
        offset,
      );
    });
  }

  private constructor(native: Native, slots: number, moments: Float64Array | undefined) {
    this.#native = native;
    this.slots = slots;
    this.#moments = moments;
    this.inputs = native.inputs;
    this.outputs = native.outputs;
    this.layout = native.layout;
    const { batchSizes } = native;
    if (batchSizes) this.batchSizes = batchSizes;
  }

  observe(observer: SessionObserver): void {
    this.#observer = observer;
  }

  execute(slot: number, inputs: readonly ArrayBufferView[], batchSize?: number): void {
    const lent = inputs.map(lend);
    this.#native.execute(slot, lent, batchSize);
    this.#lent[slot] = lent;
  }

  launchCallback(group: number, slots: readonly number[], blockType: BlockType): void {
    this.#groups.set(group, slots);
    this.#native.launchCallback(group, slots, blockType === 'block');
  }

  synchronize(group: number, slots: readonly number[]): void {
    this.#groups.set(group, slots);
    this.#native.synchronize(group, slots);
  }

  rebuild(done: (error?: AclError) => void): void {
    this.#native.rebuild((failure) => done(failure && aclError(failure)));
  }

  close(done: () => void): void {
    this.#closing ??= new Promise((resolve) => {
      this.#native.close(() => {
        this.#lent.length = 0;
        this.#groups.clear();
        this.onClosed();
        resolve();
      });
    });
    void this.#closing.then(done);
  }

  #reported(group: number, outputs: ArrayBuffer, failures?: readonly (NativeFailure | undefined)[]): void {
    const slots = this.#groups.get(group) ?? [];
    for (const slot of slots) this.#lent[slot] = undefined;
    this.#groups.delete(group);
    this.#observer?.report(
      group,
      outputs,
      failures?.map((failure) => failure && aclError(failure)),
      this.#moments && copyOf(this.#moments, 4 * slots.length),
    );
  }

  #failed(failure: NativeFailure): void {
    this.#lent.length = 0;
    this.#groups.clear();
    this.#observer?.failed(aclError(failure));
  }
}

// Whoever gets them may keep them. A typed array of more than 64 bytes would cost seven times as much.
function copyOf(moments: Float64Array, length: number): number[] {
  const copy = new Array<number>(length);
  for (let i = 0; i < length; i += 1) copy[i] = moments[i] as number;
  return copy;
}
