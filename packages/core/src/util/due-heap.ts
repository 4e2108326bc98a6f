/** What stands in a {@link DueHeap}. */
export interface DueItem {
  /** When the item is due, in ms. It does not change while the item is in the heap. */
  readonly dueAt: number;
  /** Where the item stands in the heap; -1: nowhere. The heap writes it. */
  place: number;
}

/** Items by the moment at which they are due: a binary heap. Items with the same moment have no order. */
export class DueHeap<Item extends DueItem> {
  readonly #items: Item[] = [];

  /** The item that is due first. */
  get first(): Item | undefined {
    return this.#items[0];
  }

  add(item: Item): void {
    this.#items.push(item);
    this.#rise(item, this.#items.length - 1);
  }

  /** Without effect on an item that is not in the heap. */
  remove(item: DueItem): void {
    const { place } = item;
    if (place < 0) return;
    const last = this.#items.pop() as Item;
    item.place = -1;
    if (last === item) return;
    this.#sink(last, place);
    this.#rise(last, last.place);
  }

  // Puts the item where it belongs, at `place` or above.
  #rise(item: Item, place: number): void {
    let free = place;
    while (free > 0) {
      const above = (free - 1) >> 1;
      const parent = this.#items[above] as Item;
      if (parent.dueAt <= item.dueAt) break;
      this.#put(parent, free);
      free = above;
    }
    this.#put(item, free);
  }

  // Puts the item where it belongs, at `place` or below.
  #sink(item: Item, place: number): void {
    const items = this.#items;
    let free = place;
    for (let below = 2 * free + 1; below < items.length; below = 2 * free + 1) {
      const right = items[below + 1];
      const sooner = right && right.dueAt < (items[below] as Item).dueAt ? below + 1 : below;
      const child = items[sooner] as Item;
      if (child.dueAt >= item.dueAt) break;
      this.#put(child, free);
      free = sooner;
    }
    this.#put(item, free);
  }

  #put(item: Item, place: number): void {
    this.#items[place] = item;
    item.place = place;
  }
}
