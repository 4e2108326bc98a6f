/** Collects what a device does against the contract of `Session`. A case of the suite fails with the first violation. */
export class ContractViolations {
  /** Rejects with the first violation; never resolves. */
  readonly first: Promise<never>;
  readonly #messages: string[] = [];
  #reject: (error: Error) => void = () => {};

  constructor() {
    this.first = new Promise((_, reject) => {
      this.#reject = reject;
    });
    // Prevents an unhandled rejection while no case waits for this promise.
    this.first.catch(() => {});
  }

  add(message: string): void {
    this.#messages.push(message);
    this.#reject(new Error(`The session violates its contract: ${message}`));
  }

  /** @throws Error with all violations */
  assertNone(): void {
    if (this.#messages.length === 0) return;
    throw new Error(`The session violates its contract: ${this.#messages.join('; ')}`);
  }
}
