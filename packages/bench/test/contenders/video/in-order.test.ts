import { describe, expect, it } from '@jest/globals';
import { inOrder } from '../../../src/contenders/video/peer/in-order.js';

describe('stages of the peer', () => {
  const numbers = (count: number) => {
    let n = 0;
    return async () => (n < count ? n++ : undefined);
  };

  it('should give results in order, whatever takes how long', async () => {
    const ends: (() => void)[] = [];
    const project = (n: number) => new Promise<number>((resolve) => (ends[n] = () => resolve(10 * n)));
    const results = inOrder(numbers(4), 2, project);
    const first = results.next();
    await turnsOfTheLoop();
    // Two are under way, and no more.
    expect(ends).toHaveLength(2);
    ends[1]?.();
    ends[0]?.();
    expect(await first).toEqual({ value: 0, done: false });
    expect(await results.next()).toEqual({ value: 10, done: false });
    const third = results.next();
    await turnsOfTheLoop();
    ends[2]?.();
    ends[3]?.();
    expect(await third).toEqual({ value: 20, done: false });
    expect(await results.next()).toEqual({ value: 30, done: false });
    expect(await results.next()).toEqual({ value: undefined, done: true });
  });

  it('should wait for what is under way when its consumer leaves', async () => {
    let end = () => {};
    const project = (n: number) =>
      n === 0 ? Promise.resolve(0) : new Promise<number>((resolve) => (end = () => resolve(n)));
    const results = inOrder(numbers(2), 2, project);
    await results.next();
    let hasLeft = false;
    const left = results.return(undefined).then(() => {
      hasLeft = true;
    });
    await turnsOfTheLoop();
    expect(hasLeft).toBe(false);
    end();
    await left;
    expect(hasLeft).toBe(true);
  });

  it('should fail with the first error in order', async () => {
    const results = inOrder(numbers(3), 3, async (n) => {
      if (n > 0) throw new Error(`number ${n}`);
      return n;
    });
    await results.next();
    await expect(results.next()).rejects.toThrow('number 1');
  });
});

/** Everything that is due by promises has run. */
function turnsOfTheLoop(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
