import { describe, expect, it } from '@jest/globals';
import { arrivalTimes } from '../../src/contenders/arrival-times.js';
import { clock } from '../../src/contenders/clock.js';
import { sendAt } from '../../src/contenders/send-at.js';

describe('arrivalTimes', () => {
  it('should come at the rate that was asked for, at random, always the same', () => {
    const times = arrivalTimes(20_000, 500);
    expect(times[0]).toBe(0);
    const distances = Array.from(times.subarray(1), (time, i) => time - (times[i] as number));
    expect(Math.min(...distances)).toBeGreaterThanOrEqual(0);
    const mean = distances.reduce((sum, distance) => sum + distance, 0) / distances.length;
    expect(mean).toBeGreaterThan(1.9);
    expect(mean).toBeLessThan(2.1);
    // Of a Poisson process: as wide as the mean.
    const variance = distances.reduce((sum, distance) => sum + (distance - mean) ** 2, 0) / distances.length;
    expect(Math.sqrt(variance) / mean).toBeGreaterThan(0.9);
    expect(Math.sqrt(variance) / mean).toBeLessThan(1.1);
    expect(arrivalTimes(20_000, 500)).toEqual(times);
  });

  it('should be reported in order, none before it is due, with the moment at which it was sent', async () => {
    const times = Float64Array.of(0, 1, 1, 6, 7);
    const asked = clock();
    const reported: number[] = [];
    const moments: number[] = [asked];
    await sendAt(times, (i, sent) => {
      expect(clock()).toBeGreaterThanOrEqual(sent);
      expect(sent - asked).toBeGreaterThanOrEqual(times[i] as number);
      expect(sent).toBeGreaterThanOrEqual(moments[i] as number);
      moments.push(sent);
      reported.push(i);
    });
    expect(reported).toEqual([0, 1, 2, 3, 4]);
  });

  it('should be sent while the event loop is busy', async () => {
    const moments: number[] = [];
    let freed = 0;
    await sendAt(Float64Array.of(0, 1, 2), (i, sent) => {
      moments.push(sent);
      // Until the last one has been due for long.
      while (i === 0 && clock() < sent + 500);
      if (i === 0) freed = clock();
    });
    expect(moments[2]).toBeLessThan(freed);
  });

  it('should end with what the receiver throws', async () => {
    const thrown = new Error('no more');
    const reported: number[] = [];
    await expect(
      sendAt(Float64Array.of(0, 0, 0), (i) => {
        reported.push(i);
        if (i === 1) throw thrown;
      }),
    ).rejects.toBe(thrown);
    expect(reported).toEqual([0, 1]);
  });
});
