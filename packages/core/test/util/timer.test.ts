import { describe, expect, it } from '@jest/globals';
import { VirtualTimeScheduler } from 'rxjs';
import { Timer } from '../../src/util/timer.js';

function setup() {
  const scheduler = new VirtualTimeScheduler();
  const times: number[] = [];
  return { scheduler, times, timer: new Timer(scheduler, () => times.push(scheduler.now())) };
}

describe('Timer', () => {
  it('fires once, at the earliest moment that it was set to', () => {
    const { scheduler, times, timer } = setup();
    for (const at of [20, 10, 30]) timer.set(at);
    scheduler.flush();
    expect(times).toEqual([10]);
  });

  it('fires for a moment that has passed', () => {
    const { scheduler, times, timer } = setup();
    scheduler.frame = 5;
    timer.set(3);
    scheduler.flush();
    expect(times).toEqual([5]);
  });

  it('may be set again when it fires', () => {
    const scheduler = new VirtualTimeScheduler();
    const times: number[] = [];
    const timer: Timer = new Timer(scheduler, () => {
      times.push(scheduler.now());
      if (times.length < 3) timer.set(scheduler.now() + 7);
    });
    timer.set(7);
    scheduler.flush();
    expect(times).toEqual([7, 14, 21]);
  });

  it('leaves nothing scheduled when it is cleared, or set to never', () => {
    const { scheduler, times, timer } = setup();
    timer.set(Number.POSITIVE_INFINITY);
    timer.set(10);
    timer.clear();
    scheduler.flush();
    expect([times, scheduler.now()]).toEqual([[], 0]);
    timer.set(4);
    scheduler.flush();
    expect(times).toEqual([4]);
  });
});
