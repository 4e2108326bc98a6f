// The Session of a device over the addon. It checks no arguments, because core has checked them. It lends the inputs to
// native threads, and keeps them alive until their slot is free.
import { markAsUntransferable } from 'node:worker_threads';
import type { AclError, TensorInfo } from '@ascend-rx/core';
import {
  type BlockType,
  type ExecuteOptions,
  type OutputLayout,
  runGuarded,
  type Session,
  type SessionObserver,
} from '@ascend-rx/core/device';
import type { SchedulerLike } from 'rxjs';
import { aclError } from './acl-failure.js';
import {
  type AddonDevice,
  type AddonFailure,
  type AddonSession,
  type AddonTensorInfo,
  addon,
  type Protocol,
} from './addon.js';
import { clockOffset } from './clock-offset.js';
import { CommandBuffer } from './command-buffer.js';
import { InputChangeDetector } from './input-change-detector.js';
import { lend } from './lend.js';
import type { ModelFile } from './model-file.js';
import { OutputMemory, ownBufferBytes } from './output-memory.js';
import { StagingBuffer } from './staging-buffer.js';
import { withResources } from './with-resources.js';

// Memory that the addon and this side share: see `Protocol` in addon.ts.
interface SharedMemory {
  readonly commands: Uint32Array;
  readonly reports: Uint32Array;
  /** Undefined where the scheduler has another clock. */
  readonly timestamps: Float64Array | undefined;
}

const noSlots = new Uint32Array(0);

/** One loaded copy of a model on a device. */
export class NativeSession implements Session {
  readonly inputs: readonly TensorInfo[];
  readonly outputs: readonly TensorInfo[];
  readonly layout: OutputLayout;
  readonly slots: number;
  readonly batchSizes?: readonly number[];
  /** Called when everything has been released. */
  onClosed: () => void = () => {};
  readonly #session: AddonSession;
  readonly #protocol: Protocol;
  readonly #memory: SharedMemory;
  readonly #commands: CommandBuffer;
  #observer: SessionObserver | undefined;
  // By slot: what native threads may still read. Slots of open and of closed groups.
  readonly #lent: (readonly ArrayBufferView[] | ArrayBufferView | undefined)[] = [];
  readonly #hasOneInput: boolean;
  // Where inputs are small enough to be copied on the JavaScript thread.
  readonly #staging: StagingBuffer | undefined;
  // Where outputs are too large to be copied on the JavaScript thread.
  readonly #outputMemory: OutputMemory | undefined;
  // In development mode.
  readonly #changes: InputChangeDetector | undefined;
  #closing: Promise<void> | undefined;

  /**
   * Loads a model on `device`: context, execution stream and model.
   *
   * @param scheduler the device's; timestamps are on its clock
   * @param development whether a change of the memory of inputs is found out
   * @throws AclError what the runtime refused; AscendRxError ERR_RESOURCES without threads or memory; nothing is left
   *   loaded
   */
  static load(
    device: AddonDevice,
    file: ModelFile,
    slots: number,
    scheduler: SchedulerLike,
    development: boolean,
  ): Promise<NativeSession> {
    const { AddonSession, protocol } = addon();
    const offset = clockOffset(scheduler);
    const purpose = `to load ${file.path} with ${slots} slots`;
    return new Promise((resolve, reject) => {
      const memory: SharedMemory = withResources(purpose, () => ({
        commands: CommandBuffer.memory(slots, protocol),
        reports: new Uint32Array(protocol.reportWordsPerSlot * slots),
        timestamps:
          offset === undefined ? undefined : new Float64Array(protocol.timestampsPerExecution * slots),
      }));
      // The addon calls these functions in later turns of the event loop, and `built` first of all.
      const made: { session?: NativeSession } = {};
      const built = (failure?: AddonFailure) => {
        try {
          if (failure) throw aclError(failure);
          made.session = withResources(
            purpose,
            () => new NativeSession(session, slots, memory, protocol, development),
          );
          resolve(made.session);
        } catch (error) {
          session.close(() => reject(error));
        }
      };
      const session = withResources(
        purpose,
        () =>
          new AddonSession(
            device,
            file.native,
            slots,
            built,
            (groups, outputs, failures) =>
              (made.session as NativeSession).#reported(groups, outputs, failures),
            (failure) => (made.session as NativeSession).#failed(failure),
            memory.commands,
            memory.reports,
            memory.timestamps,
            offset,
          ),
      );
    });
  }

  private constructor(
    session: AddonSession,
    slots: number,
    memory: SharedMemory,
    protocol: Protocol,
    development: boolean,
  ) {
    this.#session = session;
    this.slots = slots;
    this.#memory = memory;
    this.#protocol = protocol;
    this.#commands = new CommandBuffer(session, memory.commands, protocol);
    this.inputs = session.inputs.map(named);
    this.outputs = session.outputs.map(named);
    this.layout = session.layout;
    const { batchSizes, stagingStride } = session;
    if (batchSizes) this.batchSizes = batchSizes;
    const [info] = this.inputs;
    this.#hasOneInput = session.inputs.length === 1 && !batchSizes;
    if (this.layout.stride >= ownBufferBytes) this.#outputMemory = new OutputMemory(this.layout.stride);
    if (development) this.#changes = new InputChangeDetector(this.inputs);
    else if (info && stagingStride !== undefined && info.bytes <= protocol.copiedBytes) {
      this.#staging = new StagingBuffer(info, slots, stagingStride);
      session.useStagingBuffer(this.#staging.buffer);
    }
  }

  observe(observer: SessionObserver): void {
    this.#observer = observer;
  }

  execute(slot: number, inputs: readonly ArrayBufferView[], options?: ExecuteOptions): void {
    const outputs = this.#outputMemory?.of(slot);
    if (this.#staging) {
      this.#staging.put(slot, inputs[0] as ArrayBufferView);
      if (outputs) this.#commands.execute(slot, undefined, undefined, outputs);
      else this.#commands.executeStaged(slot);
      return;
    }
    const given = this.#changes ? this.#changes.watch(slot, inputs) : inputs;
    // Most models have one input.
    const lent = this.#hasOneInput ? lend(given[0] as ArrayBufferView) : given.map((view) => lend(view));
    this.#commands.execute(slot, lent, options?.batchSize, outputs);
    this.#lent[slot] = lent;
  }

  release(outputs: ArrayBuffer): void {
    this.#outputMemory?.release(outputs);
  }

  launchCallback(group: number, slots: readonly number[], blockType: BlockType): void {
    this.#commands.launchCallback(group, slots, blockType === 'block');
  }

  synchronize(group: number, slots: readonly number[]): void {
    this.#commands.synchronize(group, slots);
  }

  rebuild(done: (error?: AclError) => void): void {
    this.#session.rebuild((failure) => done(failure && aclError(failure)));
  }

  close(done: () => void): void {
    this.#commands.clear();
    this.#closing ??= new Promise((resolve) => {
      this.#session.close(() => {
        this.#forgetExecutions();
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
    failures?: readonly (AddonFailure | undefined)[],
  ): void {
    const { reportSlotCount, reportHeaderWords } = this.#protocol;
    const { reports } = this.#memory;
    let record = 0;
    let first = 0;
    // All these groups have their results in it, some of which have not been emitted yet.
    if (outputs) markAsUntransferable(outputs);
    this.#commands.hold();
    try {
      for (let n = 0; n < groups; n += 1) {
        const count = reports[record + reportSlotCount] as number;
        this.#report(record, first, outputs, failures);
        record += reportHeaderWords + count;
        first += count;
      }
    } finally {
      this.#commands.flush();
    }
  }

  /**
   * @param record where the record of the group begins in `reports`
   * @param first how many executions the groups before it have
   */
  #report(
    record: number,
    first: number,
    outputs: ArrayBuffer | undefined,
    failures: readonly (AddonFailure | undefined)[] | undefined,
  ): void {
    const { reportGroup, reportOffset, reportSlotCount, reportHeaderWords, timestampsPerExecution } =
      this.#protocol;
    const { reports, timestamps } = this.#memory;
    const group = reports[record + reportGroup] as number;
    const offset = reports[record + reportOffset] as number;
    const count = reports[record + reportSlotCount] as number;
    const end = first + count;
    this.#commands.reported(count);
    const firstSlot = record + reportHeaderWords;
    const slots = this.#staging && outputs ? noSlots : reports.slice(firstSlot, firstSlot + count);
    for (const slot of slots) this.#lent[slot] = undefined;
    let errors: (Error | undefined)[] | undefined = failures
      ?.slice(first, end)
      .map((failure) => failure && aclError(failure));
    if (this.#changes) {
      const changed = Array.from(slots, (slot) => this.#changes?.check(slot));
      errors = changed.map((change, n) => errors?.[n] ?? change);
    }
    const buffers = outputs ?? Array.from(slots, (slot) => (this.#outputMemory as OutputMemory).take(slot));
    const failed = errors?.some(Boolean) ? errors : undefined;
    const moments =
      timestamps && copyOf(timestamps, timestampsPerExecution * first, timestampsPerExecution * end);
    // The groups behind this one are reported, whatever the observer throws.
    const report = { outputs: buffers, offset, failures: failed, moments };
    runGuarded(() => this.#observer?.report(group, report));
  }

  #failed(failure: AddonFailure): void {
    this.#forgetExecutions();
    runGuarded(() => this.#observer?.failed(aclError(failure)));
  }

  // The device does not use any memory any more.
  #forgetExecutions(): void {
    this.#lent.length = 0;
    this.#changes?.clear();
    this.#commands.clear();
  }
}

function named(info: AddonTensorInfo): TensorInfo {
  return { rawName: info.name, ...info };
}

// The receiver may keep the copy. A typed array of more than 64 bytes would cost seven times as much as an array.
function copyOf(timestamps: Float64Array, from: number, to: number): number[] {
  const copy = new Array<number>(to - from);
  for (let i = from; i < to; i += 1) copy[i - from] = timestamps[i] as number;
  return copy;
}
