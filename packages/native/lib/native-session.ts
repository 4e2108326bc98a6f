// The Session of a device over the addon. It checks no arguments, because core has checked them. It lends the inputs to
// native threads, and keeps them alive until their slot is free.
import { markAsUntransferable } from 'node:worker_threads';
import type { AclError, TensorInfo } from '@ascend-rx/core';
import {
  type BlockType,
  type ExecuteOptions,
  type OutputLayout,
  runGuarded,
  type SessionObserver,
} from '@ascend-rx/core/device';
import { aclError } from './acl-failure.js';
import type { AddonFailure, AddonSession, Protocol } from './addon.js';
import type { CommandBuffer } from './command-buffer.js';
import { copyMoments } from './copy-moments.js';
import type { InputChangeDetector } from './input-change-detector.js';
import { lend } from './lend.js';
import type { LoadedSession, SharedMemory } from './loaded-session.js';
import { OutputMemory, ownBufferBytes } from './output-memory.js';
import type { SessionParts } from './session-parts.js';
import { StagingBuffer } from './staging-buffer.js';

const noSlots = new Uint32Array(0);

/** One loaded copy of a model on a device, whose dims are all known. */
export class NativeSession implements LoadedSession {
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

  constructor({ session, slots, memory, protocol, commands, inputs, outputs, changes }: SessionParts) {
    this.#session = session;
    this.slots = slots;
    this.#memory = memory;
    this.#protocol = protocol;
    this.#commands = commands;
    this.inputs = inputs;
    this.outputs = outputs;
    this.#changes = changes;
    this.layout = session.layout as OutputLayout;
    const { batchSizes, stagingStride } = session;
    if (batchSizes) this.batchSizes = batchSizes;
    const [info] = this.inputs;
    this.#hasOneInput = session.inputs.length === 1 && !batchSizes;
    if (this.layout.stride >= ownBufferBytes) this.#outputMemory = new OutputMemory(this.layout.stride);
    if (!changes && info && stagingStride !== undefined && info.bytes <= protocol.copiedBytes) {
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

  reported(
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
      timestamps && copyMoments(timestamps, timestampsPerExecution * first, timestampsPerExecution * end);
    // The groups behind this one are reported, whatever the observer throws.
    const report = { outputs: buffers, offset, failures: failed, moments };
    runGuarded(() => this.#observer?.report(group, report));
  }

  failed(failure: AddonFailure): void {
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
