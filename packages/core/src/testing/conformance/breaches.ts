/** What a device does against the port's contract. A case fails with the first of them, whatever else it waits for. */
export class Breaches {
  /** Rejects with the first one; never resolves. */
  readonly first: Promise<never>;
  readonly #all: string[] = [];
  #reject: (error: Error) => void = () => {};

  constructor() {
    this.first = new Promise((_, reject) => {
      this.#reject = reject;
    });
    // Nobody need wait for it.
    this.first.catch(() => {});
  }

  add(what: string): void {
    this.#all.push(what);
    this.#reject(new Error(`The port's contract: ${what}`));
  }

  /** @throws Error with all of them */
  assertNone(): void {
    if (this.#all.length > 0) throw new Error(`The port's contract: ${this.#all.join('; ')}`);
  }
}
