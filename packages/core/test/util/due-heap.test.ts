import { expect, it } from '@jest/globals';
import { array, assert, integer, property } from 'fast-check';
import { DueHeap } from '../../src/util/due-heap.js';

class Item {
  place = -1;
  constructor(readonly dueAt: number) {}
}

it('DueHeap gives items in the order of their moments, whichever are removed', () => {
  assert(
    property(array(integer({ min: 0, max: 50 })), array(integer({ min: 0, max: 50 })), (moments, removed) => {
      const heap = new DueHeap<Item>();
      const items = moments.map((dueAt) => new Item(dueAt));
      for (const item of items) heap.add(item);
      const left = new Set(items);
      for (const n of removed) {
        const item = items[n];
        if (!item) continue;
        heap.remove(item);
        left.delete(item);
        expect(item.place).toBe(-1);
      }
      const taken: number[] = [];
      for (let first = heap.first; first; first = heap.first) {
        expect(left.delete(first)).toBe(true);
        taken.push(first.dueAt);
        heap.remove(first);
      }
      expect(left.size).toBe(0);
      expect(taken).toEqual([...taken].sort((a, b) => a - b));
    }),
  );
});
