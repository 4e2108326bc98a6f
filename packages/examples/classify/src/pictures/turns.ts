/**
 * Whose turn it is: every file once, or all of them round and round until so many turns are taken.
 * A file found broken gets no further turn, and in rounds its turn goes to another.
 */
export class Turns {
  readonly #files: string[];
  readonly #broken = new Set<string>();
  readonly #cyclic: boolean;
  #next = 0;
  #left: number;

  constructor(files: readonly string[], times?: number) {
    this.#files = [...files];
    this.#cyclic = times !== undefined;
    this.#left = times ?? files.length;
  }

  /** The next file, or undefined if there is none for now: one given back can make it go on. */
  take(): string | undefined {
    if (this.#left === 0 || this.#files.length === 0) return undefined;
    if (this.#next >= this.#files.length) this.#next = 0;
    this.#left--;
    return this.#files[this.#next++];
  }

  /**
   * Reports a file whose turn was taken as broken.
   *
   * @return whether this is news
   */
  giveBack(file: string): boolean {
    if (this.#cyclic) this.#left++;
    if (this.#broken.has(file)) return false;
    this.#broken.add(file);
    if (this.#cyclic) this.#remove(file);
    return true;
  }

  #remove(file: string): void {
    for (let at = this.#files.indexOf(file); at >= 0; at = this.#files.indexOf(file)) {
      this.#files.splice(at, 1);
      if (at < this.#next) this.#next--;
    }
  }
}
