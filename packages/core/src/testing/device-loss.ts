/** What the sessions of a decorated device, of all its models, share: whether that device is gone for good. */
export class DeviceLoss {
  #happened = false;
  readonly #sessions = new Set<{ lose(): void }>();

  get happened(): boolean {
    return this.#happened;
  }

  add(session: { lose(): void }): void {
    this.#sessions.add(session);
  }

  delete(session: { lose(): void }): void {
    this.#sessions.delete(session);
  }

  /** The device has come to where it is lost: everything on it fails. */
  happen(): void {
    if (this.#happened) return;
    this.#happened = true;
    for (const session of [...this.#sessions]) session.lose();
  }
}
