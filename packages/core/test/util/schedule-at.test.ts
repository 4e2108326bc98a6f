import { afterEach, describe, expect, it, jest } from '@jest/globals';
import {
  asyncScheduler,
  queueScheduler,
  type SchedulerAction,
  type SchedulerLike,
  VirtualTimeScheduler,
} from 'rxjs';
import { scheduleAfter, scheduleAt } from '../../src/util/schedule-at.js';
import { Timer } from '../../src/util/timer.js';

const day = 86_400_000;

afterEach(() => {
  jest.useRealTimers();
});

describe('scheduleAt', () => {
  it.each([2 ** 31 - 1, 2 ** 31, 30 * day, 400 * day])(
    'waits for %i ms on timers of the platform, to the ms',
    (delay) => {
      // As Node, these timers fire at once when a delay is over 2^31-1 ms.
      jest.useFakeTimers();
      const work = jest.fn();
      scheduleAfter(asyncScheduler, delay, work);
      jest.advanceTimersByTime(delay - 1);
      expect(work).not.toHaveBeenCalled();
      jest.advanceTimersByTime(1);
      expect(work).toHaveBeenCalledTimes(1);
      expect(jest.getTimerCount()).toBe(0);
    },
  );

  it('can be cancelled before and after the first step', () => {
    jest.useFakeTimers();
    const work = jest.fn();
    for (const until of [0, 30 * day]) {
      const scheduled = scheduleAfter(asyncScheduler, 60 * day, work);
      jest.advanceTimersByTime(until);
      scheduled.unsubscribe();
      expect(jest.getTimerCount()).toBe(0);
    }
    expect(work).not.toHaveBeenCalled();
  });

  it('is exact in virtual time', () => {
    const scheduler = new VirtualTimeScheduler();
    const times: number[] = [];
    for (const at of [0.3, 7, 30 * day, 365.25 * day])
      scheduleAt(scheduler, at, () => times.push(scheduler.now()));
    scheduler.flush();
    expect(times).toEqual([0.3, 7, 30 * day, 365.25 * day]);
  });

  it('never comes if it is further away than any clock gets, so that virtual time does not run for ever', () => {
    const scheduler = new VirtualTimeScheduler();
    for (const delay of [Number.MAX_VALUE, Number.MAX_SAFE_INTEGER, Number.POSITIVE_INFINITY])
      expect(scheduleAfter(scheduler, delay, () => {}).closed).toBe(true);
    expect(scheduler.actions).toEqual([]);
  });

  it('does not run early by a clock with fractions, though a timer does', () => {
    const clock = { now: 0.9 };
    const { scheduler, fire } = manual(clock);
    const times: number[] = [];
    scheduleAt(scheduler, 10.9, () => times.push(clock.now));
    clock.now = 10;
    fire();
    expect(times).toEqual([]);
    clock.now = 10.95;
    fire();
    expect(times).toEqual([10.95]);
  });

  it('is not put off by a clock that has been set back, or stands still', () => {
    const clock = { now: 1_000_000 };
    const { scheduler, fire } = manual(clock);
    const work = jest.fn();
    const onDue = jest.fn();
    scheduleAfter(scheduler, 50, work);
    new Timer(scheduler, onDue).set(1_000_050);
    clock.now = 0;
    fire();
    expect(work).toHaveBeenCalledTimes(1);
    expect(onDue.mock.calls).toEqual([[1_000_050]]);
  });

  it('runs inside of the call on a scheduler that does so', () => {
    const work = jest.fn();
    scheduleAfter(queueScheduler, 0, work);
    expect(work).toHaveBeenCalledTimes(1);
  });
});

describe('Timer on a scheduler that runs work inside of the call', () => {
  it('is not set afterwards, and can be set again, also by what it runs', () => {
    const times: number[] = [];
    const { scheduler } = manual({ now: 0 }, true);
    const timer: Timer = new Timer(scheduler, (now) => {
      times.push(now);
      if (times.length < 3) timer.set(now + 1);
    });
    timer.set(1);
    expect(times).toEqual([1, 2, 3]);
    timer.set(9);
    expect(times).toEqual([1, 2, 3, 9]);
  });

  it('can be cleared if what it runs has set it for later', () => {
    jest.useFakeTimers();
    const onDue = jest.fn(() => timer.set(Number(queueScheduler.now()) + 1000));
    const timer: Timer = new Timer(queueScheduler, onDue);
    timer.set(queueScheduler.now());
    expect(jest.getTimerCount()).toBe(1);
    timer.clear();
    expect(jest.getTimerCount()).toBe(0);
    expect(onDue).toHaveBeenCalledTimes(1);
  });
});

/** A scheduler whose work runs at `fire()`, whatever its delay, or at once. */
function manual(clock: { now: number }, isSynchronous = false) {
  const pending: (() => void)[] = [];
  const schedule = (work: (this: SchedulerAction<unknown>, state?: unknown) => void) => {
    const again = (): SchedulerAction<unknown> => {
      const action = {
        schedule: again,
        closed: false,
        unsubscribe: () => {},
      } as unknown as SchedulerAction<unknown>;
      if (isSynchronous) work.call(action);
      else pending.push(() => work.call(action));
      return action;
    };
    return again();
  };
  const fire = () => {
    for (const run of pending.splice(0)) run();
  };
  return { scheduler: { now: () => clock.now, schedule } as SchedulerLike, fire };
}
