import { Fifo } from '../util/fifo.js';
import type { PreparingCounts } from './preparing-counts.js';

/** What a {@link FairQueue} asks of those who stand in it. */
export interface QueueMember {
  readonly place: QueuePlace;
  /** `isReady`: the member would take a slot now. */
  readonly demand: { readonly isReady: boolean; readonly preparing?: PreparingCounts | undefined };
}

/** Whether a member stands in the queue. The queue writes it. */
export class QueuePlace {
  isTaken = false;
}

/**
 * Whose turn it is to take a slot. A member stands in the queue at most once, and joins it again at the end after its
 * turn, so that all get slots in turn.
 */
export class FairQueue<Member extends QueueMember> {
  readonly #members = new Fifo<Member>();

  get isEmpty(): boolean {
    return this.#members.length === 0;
  }

  /**
   * Adds a member that is ready, unless it stands in the queue already. A member that has lost slots while it was preparing
   * comes first.
   */
  join(member: Member): void {
    if (member.place.isTaken) return;
    const { demand } = member;
    if (!demand.isReady) return;
    member.place.isTaken = true;
    const { preparing } = demand;
    if (preparing !== undefined && preparing.displaced > 0) this.#members.unshift(member);
    else this.#members.push(member);
  }

  /** As {@link join}, also for a member that stands in the queue, and may come first now. */
  joinAnew(member: Member): void {
    if (member.place.isTaken) this.#members.remove(member);
    member.place.isTaken = false;
    this.join(member);
  }

  /** Removes the member whose turn it is. The member may have become unready, or ended, since it joined. */
  next(): Member | undefined {
    const member = this.#members.shift();
    if (member) member.place.isTaken = false;
    return member;
  }
}
