/** A session that fails when its device is lost. */
export interface LosableSession {
  failWithDevice(): void;
}

/** Whether a decorated device is lost for good. Shared by all sessions of all its models. */
export class DeviceLoss {
  #isLost = false;
  readonly #sessions = new Set<LosableSession>();

  get isLost(): boolean {
    return this.#isLost;
  }

  add(session: LosableSession): void {
    this.#sessions.add(session);
  }

  delete(session: LosableSession): void {
    this.#sessions.delete(session);
  }

  /** Marks the device as lost and fails all its sessions. */
  loseDevice(): void {
    if (this.#isLost) return;
    this.#isLost = true;
    for (const session of [...this.#sessions]) session.failWithDevice();
  }
}
