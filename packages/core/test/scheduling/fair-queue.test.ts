import { describe, expect, it } from '@jest/globals';
import { FairQueue, type QueueMember, QueuePlace } from '../../src/scheduling/fair-queue.js';
import { PreparingCounts } from '../../src/scheduling/preparing-counts.js';

class Member implements QueueMember {
  readonly place = new QueuePlace();
  readonly demand = { isReady: true, preparing: new PreparingCounts(4) };
  constructor(readonly name: string) {}
}

describe('FairQueue', () => {
  it('gives turns in the order of joining, to each member once', () => {
    const queue = new FairQueue<Member>();
    const [a, b] = [new Member('a'), new Member('b')];
    for (const member of [a, b, a]) queue.join(member);
    expect([queue.next()?.name, queue.next()?.name, queue.next(), queue.isEmpty]).toEqual([
      'a',
      'b',
      undefined,
      true,
    ]);
  });

  it('puts a member that joins again behind all others', () => {
    const queue = new FairQueue<Member>();
    const members = ['a', 'b', 'c'].map((name) => new Member(name));
    for (const member of members) queue.join(member);
    let turns = '';
    for (let n = 0; n < 7; n += 1) {
      const member = queue.next();
      if (!member) break;
      turns += member.name;
      queue.join(member);
    }
    expect(turns).toBe('abcabca');
  });

  it('takes no member that is not ready', () => {
    const queue = new FairQueue<Member>();
    const member = new Member('a');
    member.demand.isReady = false;
    queue.join(member);
    expect([queue.isEmpty, member.place.isTaken]).toEqual([true, false]);
  });

  it('puts a member first that has lost slots while it was preparing', () => {
    const queue = new FairQueue<Member>();
    const [a, b, c] = [new Member('a'), new Member('b'), new Member('c')];
    for (const member of [a, b]) queue.join(member);
    c.demand.preparing.displaced = 1;
    queue.join(c);
    b.demand.preparing.displaced = 1;
    queue.joinAnew(b);
    expect([queue.next()?.name, queue.next()?.name, queue.next()?.name, queue.next()]).toEqual([
      'b',
      'c',
      'a',
      undefined,
    ]);
  });
});
