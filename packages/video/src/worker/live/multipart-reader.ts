// The pictures in a body of multipart/x-mixed-replace: motion JPEG over HTTP.
import { VideoError } from '../../errors/video-error.js';

/** The most bytes of the headers of a part. */
const headerLimit = 16 * 1024;

/** Cuts a sequence of chunks into parts. Each byte is looked at once, and no more is held than one part and one chunk. */
export class MultipartReader {
  #held = Buffer.alloc(0);
  /** What is held and not used begins and ends here. */
  #start = 0;
  #end = 0;
  /** Up to here there is no delimiter, or no end of the headers. */
  #seen = 0;
  /** What begins at `#start`; the length of a body is often given. */
  #state: 'before' | 'headers' | 'body' = 'before';
  #length: number | undefined;
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

  /** Returns the parts that this chunk completes, as views that are valid until the next call. Throws ERR_VIDEO_LIMIT. */
  push(chunk: Buffer): Buffer[] {
    this.#append(chunk);
    const parts: Buffer[] = [];
    for (;;) {
      const before = this.#state;
      const part = this.#step();
      if (part !== undefined && part.length > 0) parts.push(part);
      if (part === undefined && this.#state === before) return parts;
    }
  }

  /** Does one thing; without effect if more bytes are needed. Returns a part that is complete. */
  #step(): Buffer | undefined {
    switch (this.#state) {
      case 'before':
        this.#skip();
        return undefined;
      case 'headers':
        this.#readHeaders();
        return undefined;
      case 'body':
        return this.#length === undefined ? this.#readToDelimiter() : this.#read(this.#length);
    }
  }

  #skip(): void {
    const found = this.#find(this.#delimiter);
    if (found < 0) this.#use(Math.max(this.#start, this.#end - this.#delimiter.length + 1));
    else this.#enter('headers', found + this.#delimiter.length);
  }

  #readHeaders(): void {
    // Some servers write line breaks without a carriage return.
    const ends = ['\r\n\r\n', '\n\n'].map((text) => ({
      at: this.#held.subarray(0, this.#end).indexOf(text, this.#start),
      length: text.length,
    }));
    const [end] = ends.filter(({ at }) => at >= 0).sort((a, b) => a.at - b.at);
    if (end === undefined || end.at - this.#start > headerLimit) {
      // It was no delimiter.
      if (this.#end - this.#start > headerLimit) this.#enter('before', this.#start);
      return;
    }
    const headers = this.#held.toString('latin1', this.#start, end.at);
    const length = /^content-length:\s*(\d+)/im.exec(headers)?.[1];
    this.#length = length === undefined ? undefined : Number(length);
    if ((this.#length ?? 0) > this.limit) throw this.#tooLarge(this.#length);
    this.#enter('body', end.at + end.length);
  }

  #read(length: number): Buffer | undefined {
    if (this.#end - this.#start < length) return undefined;
    const part = this.#held.subarray(this.#start, this.#start + length);
    this.#enter('before', this.#start + length);
    return part;
  }

  #readToDelimiter(): Buffer | undefined {
    const found = this.#find(this.#delimiter);
    if ((found < 0 ? this.#end : found) - this.#start > this.limit) throw this.#tooLarge();
    if (found < 0) return undefined;
    // A line break before a delimiter belongs to the delimiter, and so do dashes that the server writes twice.
    let end = found;
    for (const text of ['--', '\n', '\r'])
      if (this.#held.toString('latin1', end - text.length, end) === text) end -= text.length;
    const part = this.#held.subarray(this.#start, Math.max(this.#start, end));
    this.#enter('headers', found + this.#delimiter.length);
    return part;
  }

  #find(text: Buffer): number {
    const from = Math.max(this.#start, this.#seen - text.length + 1);
    const found = this.#held.subarray(0, this.#end).indexOf(text, from);
    this.#seen = found < 0 ? this.#end : found;
    return found;
  }

  #enter(state: 'before' | 'headers' | 'body', start: number): void {
    this.#state = state;
    this.#use(start);
    this.#seen = start;
  }

  #use(start: number): void {
    this.#start = start;
  }

  /** The memory doubles as parts grow, so that a large part is not copied with each chunk. */
  #append(chunk: Buffer): void {
    const has = this.#end - this.#start;
    const needs = has + chunk.length;
    if (needs > this.#held.length - this.#start) {
      const grown = needs > this.#held.length ? Buffer.allocUnsafe(2 * needs) : this.#held;
      this.#held.copy(grown, 0, this.#start, this.#end);
      this.#held = grown;
      this.#seen = Math.max(0, this.#seen - this.#start);
      this.#start = 0;
      this.#end = has;
    }
    chunk.copy(this.#held, this.#end);
    this.#end += chunk.length;
  }

  #tooLarge(length?: number): VideoError {
    const what = length === undefined ? `more than ${this.limit}` : String(length);
    return new VideoError(
      'ERR_VIDEO_LIMIT',
      `A picture of the answer has ${what} bytes, but \`maxFrameBytes\` is ${this.limit}.`,
    );
  }
}
