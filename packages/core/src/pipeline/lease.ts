import type { Session } from '../device/session.js';

/** The outputs of one execution in a buffer of their own, until all results that lie in it have been released. */
export class Lease {
  /** @param readers how many results lie in the buffer, ≥ 1 */
  constructor(
    readonly session: Pick<Session, 'release'>,
    readonly buffer: ArrayBuffer,
    public readers: number,
  ) {}

  /** One of the results has been released. */
  end(): void {
    this.readers -= 1;
    if (this.readers === 0) this.session.release?.(this.buffer);
  }
}
