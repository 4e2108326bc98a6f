// The Session of a model whose dims are known with an execution only. Each execution passes on the dims of its inputs, and
// its outputs come back in a buffer of their own, with their dims.
import type { AclError, TensorInfo } from '@ascend-rx/core';
import {
  type BlockType,
  type ExecuteOptions,
  runGuarded,
  type SessionObserver,
} from '@ascend-rx/core/device';
import { aclError } from './acl-failure.js';
import { type AddonFailure, type AddonSession, addon, type Protocol } from './addon.js';
import type { CommandBuffer } from './command-buffer.js';
import { copyMoments } from './copy-moments.js';
import type { InputChangeDetector } from './input-change-detector.js';
import { isLent, lend } from './lend.js';
import type { LoadedSession, SharedMemory } from './loaded-session.js';
import { detached, ownBufferBytes } from './output-memory.js';
import type { SessionParts } from './session-parts.js';

/** One loaded copy of a dynamic model on a device. */
export class DynamicSession implements LoadedSession {
  readonly inputs: readonly TensorInfo[];
  readonly outputs: readonly TensorInfo[];
  readonly slots: number;
  readonly gears?: readonly (readonly (readonly number[])[])[];
  onClosed: () => void = () => {};
  readonly #session: AddonSession;
  readonly #protocol: Protocol;
  readonly #memory: SharedMemory;
  readonly #commands: CommandBuffer;
  #observer: SessionObserver | undefined;
  // By slot: what native threads may still read. Slots of open and of closed groups.
  readonly #lent: (readonly ArrayBufferView[] | undefined)[] = [];
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
    const { gears } = session;
    if (gears) this.gears = gears;
  }

  observe(observer: SessionObserver): void {
    this.#observer = observer;
  }

  execute(
    slot: number,
    inputs: readonly ArrayBufferView[],
    { batchSize = 1, dims = [] }: ExecuteOptions = {},
  ): void {
    const given = this.#changes ? this.#changes.watch(slot, inputs) : inputs;
    const lent = given.map((view) => lend(view));
    this.#commands.executeDynamic(slot, lent, batchSize, dims);
    this.#lent[slot] = lent;
  }

  release(outputs: ArrayBuffer): void {
    // The receiver has transferred it; or has given it to a model as an input, so that native threads may still read it.
    if (outputs.byteLength === 0 || isLent(outputs)) return;
    // Large ones have memory that native threads have allocated: Node does not transfer it.
    if (outputs.byteLength >= ownBufferBytes) addon().detach(outputs);
    else detached(outputs);
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
        this.onClosed();
        resolve();
      });
    });
    void this.#closing.then(done);
  }

  /** One group is done: the addon passes on each for itself. */
  reported(
    _groups: number,
    outputs: ArrayBuffer | readonly ArrayBuffer[] | undefined,
    failures?: readonly (AddonFailure | undefined)[],
    dims?: readonly (readonly (readonly number[])[])[],
  ): void {
    const { reportGroup, reportSlotCount, reportHeaderWords, timestampsPerExecution } = this.#protocol;
    const { reports, timestamps } = this.#memory;
    const group = reports[reportGroup] as number;
    const count = reports[reportSlotCount] as number;
    const slots = Array.from(reports.subarray(reportHeaderWords, reportHeaderWords + count));
    const moments = timestamps && copyMoments(timestamps, 0, timestampsPerExecution * count);
    this.#commands.reported(count);
    for (const slot of slots) this.#lent[slot] = undefined;
    const errors = slots.map((slot, n) => {
      const changed = this.#changes?.check(slot);
      const failure = failures?.[n];
      return failure ? aclError(failure) : changed;
    });
    const report = {
      outputs: outputs as readonly ArrayBuffer[],
      failures: errors.some(Boolean) ? errors : undefined,
      moments,
      dims,
    };
    this.#commands.hold();
    try {
      runGuarded(() => this.#observer?.report(group, report));
    } finally {
      this.#commands.flush();
    }
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
