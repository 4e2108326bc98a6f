/**
 * The files that are to be decoded: each of them once, or all of them repeatedly until a number of files has been taken.
 * A file that proves broken is not taken again. When files are repeated, another file takes its place.
 */
export class FileQueue {
  readonly #files: string[];
  readonly #broken = new Set<string>();
  readonly #isRepeated: boolean;
  #next = 0;
  #left: number;

  /** @param times how many files are taken, repeatedly. Absent: each file once. */
  constructor(files: readonly string[], times?: number) {
    this.#files = [...files];
    this.#isRepeated = times !== undefined;
    this.#left = times ?? files.length;
  }

  /** @return the next file. Undefined if there is none: more files may follow after {@link reportBroken} */
  take(): string | undefined {
    if (this.#left === 0 || this.#files.length === 0) return undefined;
    if (this.#next >= this.#files.length) this.#next = 0;
    this.#left--;
    return this.#files[this.#next++];
  }

  /**
   * Reports that a file that was taken is broken.
   *
   * @return whether this is the first report of the file
   */
  reportBroken(file: string): boolean {
    if (this.#isRepeated) this.#left++;
    if (this.#broken.has(file)) return false;
    this.#broken.add(file);
    if (this.#isRepeated) this.#remove(file);
    return true;
  }

  #remove(file: string): void {
    for (let at = this.#files.indexOf(file); at >= 0; at = this.#files.indexOf(file)) {
      this.#files.splice(at, 1);
      if (at < this.#next) this.#next--;
    }
  }
}
