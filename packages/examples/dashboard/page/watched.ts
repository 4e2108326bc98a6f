/** Milliseconds between two reports. The server ends the connection of a page that sends too many messages. */
const shortestStep = 200;

/**
 * Which cameras are in sight: none in a hidden tab, and not those that are scrolled away. The server sends no pictures of the others.
 */
export class Watched {
  /** Every camera, until the browser says which are not. */
  readonly #inSight = new Set<number>();
  readonly #observer: IntersectionObserver;
  #positions = new Map<Element, number>();

  #timer: ReturnType<typeof setTimeout> | undefined;
  #waits = false;

  /** @param changed called after changes, not more than five times a second */
  constructor(private readonly changed: () => void) {
    this.#observer = new IntersectionObserver((entries) => {
      for (const { target, isIntersecting } of entries) {
        const position = this.#positions.get(target);
        if (position === undefined) continue;
        if (isIntersecting) this.#inSight.add(position);
        else this.#inSight.delete(position);
      }
      this.#report();
    });
    document.addEventListener('visibilitychange', () => this.#report());
  }

  /** Positions in ascending order. */
  get cameras(): readonly number[] {
    return document.hidden ? [] : [...this.#inSight].sort((a, b) => a - b);
  }

  /** Replaces what is observed. */
  observe(tiles: readonly Element[]): void {
    this.#observer.disconnect();
    this.#inSight.clear();
    this.#positions = new Map(tiles.map((tile, position) => [tile, position]));
    for (const [tile, position] of this.#positions) {
      this.#inSight.add(position);
      this.#observer.observe(tile);
    }
  }

  #report(): void {
    this.#waits = this.#timer !== undefined;
    if (this.#waits) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (this.#waits) this.#report();
    }, shortestStep);
    this.changed();
  }
}
