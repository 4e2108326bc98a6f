// Development mode: whether inputs stay as they are until their results come. Native threads get copies, so that nothing
// worse than a message comes of it when they do not.
import { AscendRxError, type TensorInfo } from '@ascend-rx/core';

interface Loan {
  readonly given: ArrayBufferView;
  readonly copy: Uint8Array;
}

export class LoanWatch {
  readonly #infos: readonly TensorInfo[];
  // By slot.
  readonly #loans: (readonly Loan[] | undefined)[] = [];

  constructor(infos: readonly TensorInfo[]) {
    this.#infos = infos;
  }

  /** Remembers the inputs of a slot. @return copies of them */
  lend(slot: number, inputs: readonly ArrayBufferView[]): Uint8Array[] {
    const loans = inputs.map((given) => ({ given, copy: new Uint8Array(bytesOf(given)) }));
    this.#loans[slot] = loans;
    return loans.map(({ copy }) => copy);
  }

  /** The slot has been reported. @return what has happened to its inputs meanwhile, if anything */
  end(slot: number): AscendRxError | undefined {
    const loans = this.#loans[slot];
    this.#loans[slot] = undefined;
    const changed = loans?.findIndex(({ given, copy }) => !isSame(given, copy)) ?? -1;
    if (changed < 0) return undefined;
    const { name } = this.#infos[changed % this.#infos.length] as TensorInfo;
    return new AscendRxError(
      'ERR_INPUT_CHANGED',
      `Expected the memory given for \`${name}\` to stay as it is until its result has been emitted, but it ` +
        'has been changed, resized or transferred. Give memory of its own to every input, or a copy.',
    );
  }

  clear(): void {
    this.#loans.length = 0;
  }
}

function isSame(given: ArrayBufferView, copy: Uint8Array): boolean {
  // Of memory that is gone the length is 0.
  return given.byteLength === copy.byteLength && Buffer.compare(bytesOf(given), copy) === 0;
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
