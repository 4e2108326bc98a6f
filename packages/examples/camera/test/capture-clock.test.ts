import { describe, expect, it } from '@jest/globals';
import { CaptureClock } from '../src/capture-clock.js';

describe('the age of a frame', () => {
  it('should count from the frame with the least delay', () => {
    const clock = new CaptureClock();
    // Captured at 5000, 5040, 5080; the first came 30 ms late, the second at once.
    for (const [pts, arrival] of [
      [0, 5030],
      [0.04, 5040],
      [0.08, 5100],
    ] as const)
      clock.arrived(pts, arrival);
    expect(clock.age(0.08, 5120)).toBeCloseTo(40);
    expect(clock.age(0, 5120)).toBeCloseTo(120);
  });

  it('should follow a clock that drifts, within a minute', () => {
    const clock = new CaptureClock();
    const last = 600;
    // A camera whose clock loses 1 ms per second.
    for (let second = 0; second <= last; second += 1) clock.arrived(0.999 * second, 1000 * second);
    expect(clock.age(0.999 * last, 1000 * last)).toBeLessThanOrEqual(60);
  });

  it('should begin anew after a reconnection', () => {
    const clock = new CaptureClock();
    clock.arrived(100, 1000);
    clock.reset();
    clock.arrived(0, 5000);
    expect(clock.age(0, 5007)).toBe(7);
  });

  it('should not be known without a time of the source', () => {
    const clock = new CaptureClock();
    clock.arrived(Number.NaN, 1000);
    expect(clock.age(Number.NaN, 1000)).toBeNaN();
    clock.arrived(0, 1000);
    expect(clock.age(0, 1003)).toBe(3);
  });
});
