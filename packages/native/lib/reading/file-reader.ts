// Reads parts of a file of which nothing is believed: never beyond its end, and never more than a budget of bytes and fields,
// whatever lengths and counts the file names. So the time that a reader takes is bounded.
import type { FileHandle } from 'node:fs/promises';
import { Malformed, TooMuch } from './malformed.js';

// Small, as readers skip most of a file.
const windowBytes = 8 * 1024;

/** How much of a file is looked at. */
export interface ReadingBudget {
  readonly bytes: number;
  readonly fields: number;
}

const usualBudget: ReadingBudget = { bytes: 64 * 1024 * 1024, fields: 200_000 };

/** Positioned reads of one open file, through a window. For one reader at a time. */
export class FileReader {
  readonly #file: FileHandle;
  readonly #window = Buffer.alloc(windowBytes);
  #begin = 0;
  #end = 0;
  readonly #budget: ReadingBudget;
  #bytesLeft: number;
  #fieldsLeft: number;

  /** @param size of the file, in bytes; nothing behind it is read */
  constructor(
    file: FileHandle,
    readonly size: number,
    budget = usualBudget,
  ) {
    this.#file = file;
    this.#budget = budget;
    this.#bytesLeft = budget.bytes;
    this.#fieldsLeft = budget.fields;
  }

  /**
   * The bytes from `position`. They are valid until the next call.
   *
   * @param what names them in the message
   * @throws Malformed when the file does not have them all; TooMuch when the budget does not
   */
  async bytes(position: number, length: number, what: string): Promise<Buffer> {
    if (position + length > this.size) {
      throw new Malformed(
        `ends before its ${what} does: it has ${this.size} bytes, and ${position + length} are needed`,
      );
    }
    if (length > windowBytes) return this.#read(Buffer.alloc(this.#charge(length)), position, what);
    const held = this.peek(position, length);
    if (held) return held;
    const count = Math.min(windowBytes, this.size - position);
    this.#end = 0;
    await this.#read(this.#window.subarray(0, this.#charge(count)), position, what);
    this.#begin = position;
    this.#end = position + count;
    return this.#window.subarray(0, length);
  }

  /** The same without waiting, where the bytes are in the window; else undefined. */
  peek(position: number, length: number): Buffer | undefined {
    if (position < this.#begin || position + length > this.#end) return undefined;
    const at = position - this.#begin;
    return this.#window.subarray(at, at + length);
  }

  /** Counts a field. @throws TooMuch when there are too many */
  countField(): void {
    this.#fieldsLeft -= 1;
    if (this.#fieldsLeft < 0) throw new TooMuch(`has more than ${this.#budget.fields} fields to look at`);
  }

  #charge(count: number): number {
    this.#bytesLeft -= count;
    if (this.#bytesLeft < 0) throw new TooMuch(`has more than ${this.#budget.bytes} bytes that describe it`);
    return count;
  }

  async #read(target: Buffer, position: number, what: string): Promise<Buffer> {
    for (let done = 0; done < target.length; ) {
      const { bytesRead } = await this.#file.read(target, done, target.length - done, position + done);
      if (bytesRead === 0) throw new Malformed(`has become shorter while its ${what} was read`);
      done += bytesRead;
    }
    return target;
  }
}
