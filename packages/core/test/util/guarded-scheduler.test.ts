import { describe, expect, it } from '@jest/globals';
import { queueScheduler, type SchedulerAction, VirtualTimeScheduler } from 'rxjs';
import { marbles } from '../../../../test/support/marbles.js';
import { UnhandledErrors } from '../../../../test/support/unhandled-errors.js';
import { guardedScheduler } from '../../src/util/guarded-scheduler.js';

const unhandled = new UnhandledErrors();

describe('guardedScheduler', () => {
  it('runs work on the other scheduler, with its time, its state and its way to schedule again', () => {
    const inner = new VirtualTimeScheduler();
    const scheduler = guardedScheduler(inner);
    const seen: unknown[] = [];
    scheduler.schedule(
      function (this: SchedulerAction<number>, n = 0) {
        seen.push([scheduler.now(), n]);
        if (n < 3) this.schedule(n + 1, 10);
      },
      5,
      1,
    );
    inner.flush();
    expect(seen).toEqual([
      [5, 1],
      [15, 2],
      [25, 3],
    ]);
  });

  it('never runs work inside of schedule, in whatever time the other scheduler does', () => {
    marbles(({ flush }) => {
      const scheduler = guardedScheduler(queueScheduler);
      const order: string[] = [];
      scheduler.schedule(() => order.push('work'));
      scheduler.schedule(() => order.push('more work'), 0);
      scheduler.schedule(() => order.push('never')).unsubscribe();
      order.push('scheduled');
      flush();
      expect(order).toEqual(['scheduled', 'work', 'more work']);
    });
  });

  it('leaves work of queueScheduler in its queue while that runs', () => {
    const order: string[] = [];
    queueScheduler.schedule(() => {
      guardedScheduler(queueScheduler).schedule(() => order.push('work'));
      order.push('scheduled');
    });
    expect(order).toEqual(['scheduled', 'work']);
  });

  it('reports what work throws: other work of the scheduler runs', async () => {
    const inner = new VirtualTimeScheduler();
    const scheduler = guardedScheduler(inner);
    const order: number[] = [];
    scheduler.schedule(() => {
      throw new Error('mine');
    });
    scheduler.schedule(() => order.push(inner.frame), 7);
    inner.flush();
    expect(order).toEqual([7]);
    guardedScheduler(queueScheduler).schedule(() => {
      throw new Error('mine, too');
    });
    await unhandled.reported(2);
    expect(unhandled.messages).toEqual(['mine', 'mine, too']);
  });
});
