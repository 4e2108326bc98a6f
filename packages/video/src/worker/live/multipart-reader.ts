// The pictures in a body of multipart/x-mixed-replace: motion JPEG over HTTP.

/** Cuts a sequence of chunks into parts. */
export class MultipartReader {
  #held: Buffer = Buffer.alloc(0);
  readonly #delimiter: Buffer;

  /**
   * @param boundary from the content type, with or without its leading dashes
   * @param limit the most bytes of a part
   */
  constructor(
    boundary: string,
    private readonly limit: number,
  ) {
    this.#delimiter = Buffer.from(boundary.startsWith('--') ? boundary : `--${boundary}`);
  }

  /** Returns the parts that this chunk completes. Throws a RangeError for a part beyond the limit. */
  push(chunk: Buffer): Buffer[] {
    this.#held = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]);
    const parts: Buffer[] = [];
    for (;;) {
      const part = this.#next();
      if (part === undefined) break;
      if (part.length > 0) parts.push(part);
    }
    if (this.#held.length > this.limit + 4096)
      throw new RangeError(`A part of the answer has more than ${this.limit} bytes.`);
    return parts;
  }

  #next(): Buffer | undefined {
    const start = this.#held.indexOf(this.#delimiter);
    if (start < 0) return undefined;
    const headerStart = start + this.#delimiter.length;
    const headerEnd = this.#held.indexOf('\r\n\r\n', headerStart);
    if (headerEnd < 0) return undefined;
    const headers = this.#held.toString('latin1', headerStart, headerEnd);
    const bodyStart = headerEnd + 4;
    const length = /^content-length:\s*(\d+)/im.exec(headers)?.[1];
    if (length !== undefined) {
      const bodyEnd = bodyStart + Number(length);
      if (this.#held.length < bodyEnd) return undefined;
      return this.#cut(bodyStart, bodyEnd);
    }
    const next = this.#held.indexOf(this.#delimiter, bodyStart);
    if (next < 0) return undefined;
    // A line break before a delimiter belongs to the delimiter.
    const bodyEnd = this.#held.toString('latin1', next - 2, next) === '\r\n' ? next - 2 : next;
    return this.#cut(bodyStart, bodyEnd);
  }

  #cut(start: number, end: number): Buffer {
    const part = this.#held.subarray(start, end);
    this.#held = this.#held.subarray(end);
    return part;
  }
}
