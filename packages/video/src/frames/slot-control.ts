// The memory that a source and its worker thread share to hand frames over: one SharedArrayBuffer of Int32. Each slot is
// memory for one frame. The worker writes free slots and announces them by message; the source takes and frees them.
//
// A slot's word is ticket × 4 + state. The ticket changes with every picture, so that a message about a picture that the
// worker has replaced meanwhile is recognised.

/** Words before those of the slots. */
const header = 6;
/** Words of one slot: its state, and the KiB that are allocated for it, negative if the memory is to be given up. */
const perSlot = 2;
const ticketLimit = 2 ** 29;

export const slotStates = { free: 0, writing: 1, pending: 2, taken: 3 } as const;

/** A view on the shared words; each side makes its own. */
export class SlotControl {
  /** @param words made by {@link SlotControl.allocate} */
  constructor(readonly words: Int32Array) {}

  static allocate(slots: number): SlotControl {
    return new SlotControl(new Int32Array(new SharedArrayBuffer(4 * (header + perSlot * slots))));
  }

  get slots(): number {
    return (this.words.length - header) / perSlot;
  }

  // --- the source's wish that the worker ends ---

  get stopped(): boolean {
    return Atomics.load(this.words, 0) === 1;
  }

  stop(): void {
    Atomics.store(this.words, 0, 1);
    this.wake();
  }

  /** For the next worker on the same slots. */
  restart(): void {
    Atomics.store(this.words, 0, 0);
    Atomics.store(this.words, 5, 0);
  }

  // --- work in the middle of which a worker must not be terminated: counting memory, loading an addon ---

  /** The worker begins such work; false if it is about to be terminated. */
  beginUninterrupted(): boolean {
    return Atomics.compareExchange(this.words, 5, 0, 1) === 0;
  }

  endUninterrupted(): void {
    Atomics.store(this.words, 5, 0);
    Atomics.notify(this.words, 5);
  }

  /** Before a worker is terminated: it begins no such work any more. False while it is at such work. */
  seal(): boolean {
    return Atomics.compareExchange(this.words, 5, 0, 2) !== 1;
  }

  /** Like {@link seal}, but blocks this thread until the work is over, for `patience` ms at most. */
  sealAndWait(patience: number): void {
    const end = performance.now() + patience;
    for (let left = patience; !this.seal() && left > 0; left = end - performance.now()) {
      Atomics.wait(this.words, 5, 1, left);
    }
  }

  // --- waiting for a free slot ---

  /** Changes with every slot that becomes free. */
  get releases(): number {
    return Atomics.load(this.words, 1);
  }

  wake(): void {
    Atomics.add(this.words, 1, 1);
    Atomics.notify(this.words, 1);
  }

  /** Blocks the worker's thread until `releases` is no longer `seen`. */
  waitForRelease(seen: number): void {
    Atomics.wait(this.words, 1, seen);
  }

  /** Whether a worker that cannot block wants a message when a slot becomes free. */
  get wantsMessage(): boolean {
    return Atomics.load(this.words, 2) === 1;
  }

  set wantsMessage(value: boolean) {
    Atomics.store(this.words, 2, value ? 1 : 0);
  }

  // --- counts ---

  /** Frames of a live source that a newer one has replaced, or for which no slot was free. */
  get skipped(): number {
    return Atomics.load(this.words, 3);
  }

  countSkipped(): void {
    Atomics.add(this.words, 3, 1);
  }

  /** Frames that were dropped because they are corrupt. */
  get corruptDropped(): number {
    return Atomics.load(this.words, 4);
  }

  countCorruptDropped(): void {
    Atomics.add(this.words, 4, 1);
  }

  // --- slots ---

  stateOf(slot: number): number {
    return Atomics.load(this.words, header + perSlot * slot) & 3;
  }

  ticketOf(slot: number): number {
    return Atomics.load(this.words, header + perSlot * slot) >>> 2;
  }

  /** Changes the state, if it is `from` and, where a ticket is given, that of this ticket. */
  change(slot: number, from: number, to: number, ticket = this.ticketOf(slot)): boolean {
    const at = header + perSlot * slot;
    const before = (ticket << 2) | from | 0;
    return Atomics.compareExchange(this.words, at, before, (ticket << 2) | to | 0) === before;
  }

  /** Announces what was written to a slot; returns its ticket. */
  publish(slot: number): number {
    const ticket = (this.ticketOf(slot) + 1) % ticketLimit;
    Atomics.store(this.words, header + perSlot * slot, (ticket << 2) | slotStates.pending | 0);
    return ticket;
  }

  /** KiB allocated for a slot. */
  kibOf(slot: number): number {
    return Math.abs(Atomics.load(this.words, header + perSlot * slot + 1));
  }

  /** Whether the slot's memory must not be written again, since somebody may still read it. */
  isGivenUp(slot: number): boolean {
    return Atomics.load(this.words, header + perSlot * slot + 1) < 0;
  }

  setKib(slot: number, kib: number): void {
    Atomics.store(this.words, header + perSlot * slot + 1, kib);
  }

  giveUp(slot: number): void {
    this.setKib(slot, -this.kibOf(slot));
  }
}
