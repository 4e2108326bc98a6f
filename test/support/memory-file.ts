import type { FileHandle } from 'node:fs/promises';

/** A file in memory that refuses reads beyond its end, and counts what is read. */
export class MemoryFile {
  bytesOut = 0;

  constructor(readonly contents: Uint8Array) {}

  /** As what the readers take, which use no more of it than this class has. */
  get handle(): FileHandle {
    return this as unknown as FileHandle;
  }

  async stat() {
    return { size: this.contents.length };
  }

  async read(target: Buffer, offset: number, length: number, position: number) {
    if (position < 0 || position + length > this.contents.length)
      throw new Error(`read from ${position} to ${position + length} of ${this.contents.length} bytes`);
    if (offset + length > target.length) throw new Error('read beyond the target');
    target.set(this.contents.subarray(position, position + length), offset);
    this.bytesOut += length;
    return { bytesRead: length };
  }
}
