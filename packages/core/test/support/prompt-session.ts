import { ManualSession } from '../../../../test/support/manual-session.js';

/**
 * A session that reports what was launched in a turn of the event loop when the turn is over: a device in real time
 * that needs no timer, and is slower than every promise.
 */
export class PromptSession extends ManualSession {
  #launched = 0;

  override launchCallback(id: number, slots: readonly number[]): void {
    super.launchCallback(id, slots);
    this.#launched += 1;
    if (this.#launched > 1) return;
    setImmediate(() => {
      const count = this.#launched;
      this.#launched = 0;
      for (let n = 0; n < count; n += 1) this.report();
    });
  }
}
