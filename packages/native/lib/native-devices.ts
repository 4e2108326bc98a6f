// The native devices behind one Device: the one it was opened with, and those that instances of its models are on.
// Each has a report thread of its own; all have the same library.
import { AscendRxError } from '@ascend-rx/core';
import { addon, type LibraryCandidate, type NativeDevice, type NativeFailure } from './addon.js';

/** Opens devices by number on first use, and closes them all. */
export class NativeDevices {
  readonly #candidates: readonly LibraryCandidate[];
  readonly #open = new Map<number, Promise<NativeDevice>>();

  /**
   * Opens device `firstId` of the first candidate that has one.
   *
   * @throws AscendRxError ERR_NO_DEVICE with the cause for every candidate
   */
  static async open(candidates: readonly LibraryCandidate[], firstId: number): Promise<NativeDevices> {
    return new NativeDevices(candidates, firstId, await open(candidates, firstId));
  }

  private constructor(
    candidates: readonly LibraryCandidate[],
    readonly firstId: number,
    readonly first: NativeDevice,
  ) {
    // A model is not to be spread over an NPU and the embedded runtime.
    this.#candidates = candidates.filter(({ embedded }) => embedded === first.embedded);
    this.#open.set(firstId, Promise.resolve(first));
  }

  /**
   * The device of that number.
   *
   * @throws AscendRxError ERR_NO_DEVICE; it may be asked for again
   */
  get(id: number): Promise<NativeDevice> {
    const known = this.#open.get(id);
    if (known) return known;
    const opening = open(this.#candidates, id);
    this.#open.set(id, opening);
    opening.catch(() => this.#open.delete(id));
    return opening;
  }

  /** Closes them all, those that are being opened too. REQUIRES: their sessions are closed; nothing is asked for again. */
  async close(): Promise<void> {
    const opened = await Promise.allSettled(this.#open.values());
    await Promise.all(
      opened.map(
        (each) =>
          new Promise<void>((done) => {
            if (each.status === 'fulfilled') each.value.close(done);
            else done();
          }),
      ),
    );
  }
}

function open(candidates: readonly LibraryCandidate[], id: number): Promise<NativeDevice> {
  const { NativeDevice } = addon();
  return new Promise((resolve, reject) => {
    const native = new NativeDevice(candidates, id, (failure) => {
      if (failure) reject(noDevice(id, failure));
      else resolve(native);
    });
  });
}

function noDevice(id: number, { detail }: NativeFailure): AscendRxError {
  const causes = detail.split('\n').map((line) => `  - ${line}`);
  return new AscendRxError(
    'ERR_NO_DEVICE',
    [`Device ${id} could not be opened. What was tried:`, ...causes].join('\n'),
  );
}
