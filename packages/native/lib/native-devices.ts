// The native devices of one Device: the one that was opened, and those that instances of its models are on. Each has a
// report thread of its own; all have the same library.
import { AscendRxError } from '@ascend-rx/core';
import { type AddonDevice, type AddonFailure, addon, type LibraryCandidate } from './addon.js';
import { withResources } from './with-resources.js';

/** Opens devices by number on first use, and closes them all. */
export class NativeDevices {
  readonly #candidates: readonly LibraryCandidate[];
  readonly #open = new Map<number, Promise<AddonDevice>>();

  /**
   * Opens device `firstId` of the first candidate that has one.
   *
   * @throws AscendRxError ERR_NO_DEVICE with the cause for every candidate; ERR_RESOURCES without a thread for it
   */
  static async open(candidates: readonly LibraryCandidate[], firstId: number): Promise<NativeDevices> {
    return new NativeDevices(candidates, firstId, await open(candidates, firstId));
  }

  private constructor(
    candidates: readonly LibraryCandidate[],
    readonly firstId: number,
    readonly first: AddonDevice,
  ) {
    // The instances of a model must not be spread over an NPU and the embedded runtime.
    this.#candidates = candidates.filter(({ embedded }) => embedded === first.embedded);
    this.#open.set(firstId, Promise.resolve(first));
  }

  /**
   * The device of that number.
   *
   * @throws AscendRxError ERR_NO_DEVICE; a later call tries again
   */
  get(id: number): Promise<AddonDevice> {
    const known = this.#open.get(id);
    if (known) return known;
    const opening = open(this.#candidates, id);
    this.#open.set(id, opening);
    opening.catch(() => this.#open.delete(id));
    return opening;
  }

  /** Lets what is loading on them fail, where the library can end it. A device that is still being opened loads nothing. */
  endLoads(): void {
    for (const opening of this.#open.values())
      opening.then(
        (native) => native.endLoads(),
        () => {},
      );
  }

  /** Closes them all, also those that are being opened. REQUIRES: their sessions are closed; get() is not called again. */
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

function open(candidates: readonly LibraryCandidate[], id: number): Promise<AddonDevice> {
  const { AddonDevice } = addon();
  return new Promise((resolve, reject) => {
    const opened = (failure?: AddonFailure) => {
      if (failure) reject(noDevice(id, failure));
      else resolve(native);
    };
    const native = withResources(`to open device ${id}`, () => new AddonDevice(candidates, id, opened));
  });
}

// Without a text there was no memory for one.
function noDevice(id: number, { detail }: AddonFailure): AscendRxError {
  const causes = (detail || 'the process has no memory left').split('\n').map((line) => `  - ${line}`);
  return new AscendRxError(
    'ERR_NO_DEVICE',
    [`Device ${id} could not be opened. What was tried:`, ...causes].join('\n'),
  );
}
