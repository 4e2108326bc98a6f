import type { Session } from './port.js';

/** The outputs of one execution, in a buffer of their own, until all who have results there have released them. */
export class Lease {
  /** @param readers how many there are, ≥ 1 */
  constructor(
    readonly session: Session,
    readonly buffer: ArrayBuffer,
    public readers: number,
  ) {}

  /** One of them has no use for it any more. */
  end(): void {
    this.readers -= 1;
    if (this.readers === 0) this.session.release?.(this.buffer);
  }
}
