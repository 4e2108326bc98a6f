import { Malformed } from '../reading/malformed.js';

/** Reads little-endian values one after the other, and never beyond the end of its bytes. */
export class ByteCursor {
  readonly #bytes: Buffer;
  readonly #what: string;
  #at = 0;

  /** @param what names the bytes in messages */
  constructor(bytes: Buffer, what: string) {
    this.#bytes = bytes;
    this.#what = what;
  }

  get left(): number {
    return this.#bytes.length - this.#at;
  }

  u8(): number {
    return this.#bytes.readUInt8(this.#advance(1));
  }

  u32(): number {
    return this.#bytes.readUInt32LE(this.#advance(4));
  }

  i32(): number {
    return this.#bytes.readInt32LE(this.#advance(4));
  }

  /** @throws Malformed where a number of JavaScript cannot hold it */
  u64(): number {
    return this.#safe(this.#bytes.readBigUInt64LE(this.#advance(8)));
  }

  /** @throws Malformed where a number of JavaScript cannot hold it */
  i64(): number {
    return this.#safe(this.#bytes.readBigInt64LE(this.#advance(8)));
  }

  /** A text of so many bytes; zero bytes at its end are none of it. */
  text(length: number): string {
    const at = this.#advance(length);
    let end = at + length;
    while (end > at && this.#bytes[end - 1] === 0) end -= 1;
    return this.#bytes.toString('utf8', at, end);
  }

  skip(length: number): void {
    this.#advance(length);
  }

  /** A cursor over the next bytes alone. */
  part(length: number, what: string): ByteCursor {
    const at = this.#advance(length);
    return new ByteCursor(this.#bytes.subarray(at, at + length), what);
  }

  /** @throws Malformed unless all bytes have been read */
  assertAtEnd(): void {
    if (this.left > 0) throw new Malformed(`has ${this.left} bytes too many in its ${this.#what}`);
  }

  #advance(length: number): number {
    if (length > this.left) {
      throw new Malformed(
        `has a length or count in its ${this.#what} that needs ${length} bytes where ${this.left} are left`,
      );
    }
    const at = this.#at;
    this.#at += length;
    return at;
  }

  #safe(value: bigint): number {
    const number = Number(value);
    if (!Number.isSafeInteger(number)) {
      throw new Malformed(`has a number in its ${this.#what} that is too large: ${value}`);
    }
    return number;
  }
}
