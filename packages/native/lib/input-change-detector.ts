// Development mode: finds out whether the memory of inputs changes before their results come. Native threads read copies
// meanwhile, so that a change leads to an error and to nothing worse.
import { AscendRxError, type TensorInfo } from '@ascend-rx/core';

interface WatchedInput {
  readonly given: ArrayBufferView;
  readonly copy: Uint8Array;
}

export class InputChangeDetector {
  readonly #infos: readonly TensorInfo[];
  // By slot.
  readonly #watched: (readonly WatchedInput[] | undefined)[] = [];

  constructor(infos: readonly TensorInfo[]) {
    this.#infos = infos;
  }

  /** Remembers the inputs of a slot. @return copies of them */
  watch(slot: number, inputs: readonly ArrayBufferView[]): Uint8Array[] {
    const watched = inputs.map((given) => ({ given, copy: new Uint8Array(bytesOf(given)) }));
    this.#watched[slot] = watched;
    return watched.map(({ copy }) => copy);
  }

  /** The slot has been reported. @return an error if its inputs have changed meanwhile */
  check(slot: number): AscendRxError | undefined {
    const watched = this.#watched[slot];
    this.#watched[slot] = undefined;
    const changed = watched?.findIndex(({ given, copy }) => !isSame(given, copy)) ?? -1;
    if (changed < 0) return undefined;
    const { name } = this.#infos[changed % this.#infos.length] as TensorInfo;
    return new AscendRxError(
      'ERR_INPUT_CHANGED',
      `Expected the memory given for \`${name}\` to stay as it is until its result has been emitted, but it ` +
        'has been changed, resized or transferred. Give memory of its own to every input, or a copy.',
    );
  }

  clear(): void {
    this.#watched.length = 0;
  }
}

function isSame(given: ArrayBufferView, copy: Uint8Array): boolean {
  // A view of transferred memory has a length of 0.
  return given.byteLength === copy.byteLength && Buffer.compare(bytesOf(given), copy) === 0;
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
