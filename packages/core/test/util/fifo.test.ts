import { describe, expect, it } from '@jest/globals';
import { Fifo } from '../../src/util/fifo.js';

describe('Fifo', () => {
  it('returns items in order, and nothing when it is empty', () => {
    const fifo = new Fifo<number>();
    expect(fifo.shift()).toBeUndefined();
    fifo.push(1);
    fifo.push(2);
    expect([fifo.length, fifo.shift(), fifo.length, fifo.shift(), fifo.shift()]).toEqual([
      2,
      1,
      1,
      2,
      undefined,
    ]);
  });

  it('keeps its order while thousands of items are added and removed', () => {
    const fifo = new Fifo<number>();
    let [pushed, shifted] = [0, 0];
    for (let round = 0; round < 100; round += 1) {
      for (let n = 0; n < 100; n += 1) fifo.push(pushed++);
      for (let n = 0; n < 70; n += 1) expect(fifo.shift()).toBe(shifted++);
    }
    expect(fifo.length).toBe(pushed - shifted);
    while (fifo.length > 0) expect(fifo.shift()).toBe(shifted++);
    expect(shifted).toBe(pushed);
  });

  it('removes an item wherever it stands, also where the ring begins anew', () => {
    for (let turn = 0; turn < 16; turn += 1) {
      for (let place = 0; place < 12; place += 1) {
        const fifo = new Fifo<number>();
        for (let n = 0; n < turn; n += 1) {
          fifo.push(-1);
          fifo.shift();
        }
        const items = Array.from({ length: 12 }, (_, n) => n);
        for (const n of items) fifo.push(n);
        expect(fifo.remove(place)).toBe(true);
        expect(fifo.remove(place)).toBe(false);
        expect(fifo.length).toBe(11);
        fifo.push(12);
        const left = Array.from({ length: 12 }, () => fifo.shift());
        expect(left).toEqual([...items.filter((n) => n !== place), 12]);
        expect([fifo.length, fifo.first]).toEqual([0, undefined]);
      }
    }
  });

  it('is empty after clear, and works on', () => {
    const fifo = new Fifo<number>();
    for (let n = 0; n < 10; n += 1) fifo.push(n);
    fifo.shift();
    fifo.clear();
    expect([fifo.length, fifo.shift()]).toEqual([0, undefined]);
    fifo.push(7);
    expect([fifo.length, fifo.shift()]).toEqual([1, 7]);
  });
});
