import { describe, expect, it } from '@jest/globals';
import type { Group } from '../../src/instance/group.js';
import { OutstandingGroups } from '../../src/instance/outstanding-groups.js';

const group = (id: number): Group => ({
  id,
  instance: 0,
  holder: undefined as never,
  executions: [],
  blocks: true,
});

function open(...ids: number[]): OutstandingGroups {
  const groups = new OutstandingGroups();
  for (const id of ids) groups.add(group(id));
  return groups;
}

const idsOf = (groups: OutstandingGroups) => groups.takeAll().map(({ id }) => id);

describe('OutstandingGroups', () => {
  it('returns groups in order', () => {
    const groups = open(1, 2, 3);
    expect([groups.isFirst(1), groups.isFirst(2)]).toEqual([true, false]);
    expect([groups.take(1)?.id, groups.take(2)?.id, groups.size]).toEqual([1, 2, 1]);
  });

  it('returns a group from the middle, and keeps the order of the others', () => {
    const groups = open(1, 2, 3, 4);
    expect(groups.take(3)?.id).toBe(3);
    expect(idsOf(groups)).toEqual([1, 2, 4]);
    expect(groups.size).toBe(0);
  });

  it('returns undefined for a group that was never added or has been taken', () => {
    const groups = open(1, 2);
    groups.take(1);
    expect([groups.take(1), groups.take(9), groups.isFirst(1)]).toEqual([undefined, undefined, false]);
    expect(idsOf(groups)).toEqual([2]);
    expect([open().take(0), open().isFirst(0)]).toEqual([undefined, false]);
  });
});
