// The port's Session over the addon: checks nothing, because core has; lends the inputs and keeps them
// alive until their slot is free.
import { markAsUntransferable } from 'node:worker_threads';
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
import { Calls } from './calls.js';
import { clockOffset } from './clock-offset.js';
import { Inbox } from './inbox.js';
import { copiedBytes, lend } from './lend.js';
import { LoanWatch } from './loan-watch.js';
import { deliveredBytes, OutputMemory } from './output-memory.js';

// What the addon and this side tell each other by: see `NativeSession` in addon.ts.
interface Memory {
  readonly calls: Uint32Array;
  readonly reports: Uint32Array;
  /** Absent where the scheduler has another clock. */
  readonly moments: Float64Array | undefined;
}

const none = new Uint32Array(0);

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
  readonly #calls: Calls;
  readonly #memory: Memory;
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
    const memory: Memory = {
      calls: Calls.memory(slots),
      reports: new Uint32Array(4 * slots),
      moments: offset === undefined ? undefined : new Float64Array(4 * slots),
    };
    return new Promise((resolve, reject) => {
      // The addon answers from later turns of the event loop, and first of all that the model is loaded.
      const events: { session?: NativeSession } = {};
      const native = new (addon().NativeSession)(
        device,
        path,
        slots,
        (failure) => {
          if (failure) return native.close(() => reject(aclError(failure)));
          events.session = new NativeSession(native, slots, memory, development);
          resolve(events.session);
        },
        (groups, outputs, failures) => (events.session as NativeSession).#reported(groups, outputs, failures),
        (failure) => (events.session as NativeSession).#failed(failure),
        memory.calls,
        memory.reports,
        memory.moments,
        offset,
      );
    });
  }

  private constructor(native: Native, slots: number, memory: Memory, development: boolean) {
    this.#native = native;
    this.slots = slots;
    this.#memory = memory;
    this.#calls = new Calls(native, memory.calls);
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
      if (outputs) this.#calls.execute(slot, undefined, undefined, outputs);
      else this.#calls.executeInbox(slot);
      return;
    }
    const given = this.#watch ? this.#watch.lend(slot, inputs) : inputs;
    // Most models have one input.
    const lent = this.#hasOneInput ? lend(given[0] as ArrayBufferView) : given.map(lend);
    this.#calls.execute(slot, lent, batchSize, outputs);
    this.#lent[slot] = lent;
  }

  release(outputs: ArrayBuffer): void {
    this.#outputMemory?.release(outputs);
  }

  launchCallback(group: number, slots: readonly number[], blockType: BlockType): void {
    this.#calls.launchCallback(group, slots, blockType === 'block');
  }

  synchronize(group: number, slots: readonly number[]): void {
    this.#calls.synchronize(group, slots);
  }

  rebuild(done: (error?: AclError) => void): void {
    this.#native.rebuild((failure) => done(failure && aclError(failure)));
  }

  close(done: () => void): void {
    this.#calls.forget();
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

  #reported(
    groups: number,
    outputs: ArrayBuffer | undefined,
    failures?: readonly (NativeFailure | undefined)[],
  ): void {
    const { reports } = this.#memory;
    let at = 0;
    let first = 0;
    // Others have results in it, too, some of which have not been told yet.
    if (outputs) markAsUntransferable(outputs);
    this.#calls.hold();
    try {
      for (let n = 0; n < groups; n += 1) {
        const count = reports[at + 2] as number;
        this.#report(at, first, outputs, failures);
        at += 3 + count;
        first += count;
      }
    } finally {
      this.#calls.go();
    }
  }

  /**
   * @param at where the group stands in `reports`
   * @param first how many executions are told before its own
   */
  #report(
    at: number,
    first: number,
    outputs: ArrayBuffer | undefined,
    failures: readonly (NativeFailure | undefined)[] | undefined,
  ): void {
    const { reports, moments } = this.#memory;
    const [group, offset, count] = [
      reports[at] as number,
      reports[at + 1] as number,
      reports[at + 2] as number,
    ];
    const end = first + count;
    this.#calls.reported(count);
    const slots = this.#inbox && outputs ? none : reports.slice(at + 3, at + 3 + count);
    for (const slot of slots) this.#lent[slot] = undefined;
    let its: (Error | undefined)[] | undefined = failures
      ?.slice(first, end)
      .map((failure) => failure && aclError(failure));
    if (this.#watch) {
      const changed = Array.from(slots, (slot) => this.#watch?.end(slot));
      its = changed.map((change, n) => its?.[n] ?? change);
    }
    this.#observer?.report(
      group,
      outputs ?? Array.from(slots, (slot) => (this.#outputMemory as OutputMemory).take(slot)),
      its?.some(Boolean) ? its : undefined,
      moments && copyOf(moments, 4 * first, 4 * end),
      offset,
    );
  }

  #failed(failure: NativeFailure): void {
    this.#forget();
    this.#observer?.failed(aclError(failure));
  }

  // The device has let go of all memory.
  #forget(): void {
    this.#lent.length = 0;
    this.#watch?.clear();
    this.#calls.forget();
  }
}

// Whoever gets them may keep them. A typed array of more than 64 bytes would cost seven times as much.
function copyOf(moments: Float64Array, from: number, to: number): number[] {
  const copy = new Array<number>(to - from);
  for (let i = from; i < to; i += 1) copy[i - from] = moments[i] as number;
  return copy;
}
