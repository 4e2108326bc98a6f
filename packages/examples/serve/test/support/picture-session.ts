import { ManualSession } from '../../../../../test/support/manual-session.js';

/** A session with the inputs and outputs of the classifier of shapes. The test says when an execution is done. */
export class PictureSession extends ManualSession {
  override readonly inputs = [
    { name: 'picture', rawName: 'picture', type: 'float32', dims: [1, 3, 64, 64], bytes: 4 * 3 * 64 * 64 },
  ] as const;
  override readonly outputs = [
    { name: 'logits', rawName: 'logits', type: 'float32', dims: [1, 10], bytes: 40 },
  ] as const;
  readonly #waiting: (() => void)[] = [];
  #launches = 0;

  /** Resolves when a callback has been launched that no earlier call has waited for. */
  launched(): Promise<void> {
    if (this.#launches > 0) {
      this.#launches -= 1;
      return Promise.resolve();
    }
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  override launchCallback(id: number, slots: readonly number[]): void {
    super.launchCallback(id, slots);
    const waiting = this.#waiting.shift();
    if (waiting) waiting();
    else this.#launches += 1;
  }
}
