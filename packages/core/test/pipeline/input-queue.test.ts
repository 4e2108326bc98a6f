import { describe, expect, it } from '@jest/globals';
import { VirtualTimeScheduler } from 'rxjs';
import type { InferConfig } from '../../src/index.js';
import { Input } from '../../src/pipeline/input.js';
import { InputQueue } from '../../src/pipeline/input-queue.js';
import { settingsOf } from '../support/pipeline-parts.js';

/** A queue by itself on virtual time, and what it reported, each with the time. */
function setup(config: InferConfig<string> = {}, batchSizes?: readonly number[]) {
  const scheduler = new VirtualTimeScheduler();
  const log: string[] = [];
  /** How many executions could begin now; how often the queue has asked. */
  const startable = {
    answer: 0,
    asked: 0,
    get count() {
      this.asked += 1;
      return this.answer;
    },
  };
  const queue: InputQueue<string> = new InputQueue(settingsOf(config, batchSizes), scheduler, {
    startable: () => startable.count,
    wake: () => log.push(`${scheduler.now()} due`),
    inputsStale: (inputs) =>
      log.push(`${scheduler.now()} stale ${inputs.map(({ source }) => source).join('')}`),
  });
  let index = 0;
  const input = (source: string, at = scheduler.now()) => {
    index += 1;
    return new Input(source, index - 1, at);
  };
  /** Adds one input per letter, `step` ms apart from each other. */
  const push = (letters: string, step = 0) => {
    [...letters].forEach((letter, n) => {
      queue.push(input(letter, scheduler.now() + n * step));
    });
  };
  const shiftAll = () => {
    let all = '';
    for (let next = queue.shift(); next; next = queue.shift()) all += next.source;
    return all;
  };
  return { scheduler, log, startable, queue, input, push, shiftAll };
}

describe('InputQueue', () => {
  it('returns inputs in the order of their arrival', () => {
    const { queue, push, shiftAll } = setup();
    push('abc');
    expect([queue.size, shiftAll(), queue.size]).toEqual([3, 'abc', 0]);
  });

  it('returns retries first, in the order of the source', () => {
    const { queue, input, push, shiftAll } = setup();
    const [a, b, c] = ['a', 'b', 'c'].map((source) => input(source));
    push('x');
    for (const retry of [b, c, a]) queue.pushRetry(retry as Input<string>, 0);
    expect([queue.size, queue.retries, shiftAll()]).toEqual([4, 3, 'abcx']);
  });

  it('removes the oldest input that has never had a slot, and no retry', () => {
    const { queue, input, push } = setup();
    queue.pushRetry(input('r'), 0);
    push('ab');
    expect(queue.shiftOldest()?.source).toBe('a');
    expect(queue.retries).toBe(1);
  });

  it('adds a retry after its delay, and reports that it is due', () => {
    const { scheduler, log, queue, input } = setup();
    queue.pushRetry(input('r'), 20);
    expect(queue.size).toBe(0);
    scheduler.flush();
    expect([queue.retries, log]).toEqual([1, ['20 due']]);
  });

  it('is due with a full batch, or when the oldest input has waited for maxQueueDelay', () => {
    const { scheduler, log, queue, push } = setup({ batchSize: 3, maxQueueDelay: 10 }, [1, 3]);
    push('ab');
    expect(queue.isDue).toBe(false);
    push('c');
    expect(queue.isDue).toBe(true);
    queue.shiftOldest();
    expect(queue.isDue).toBe(false);
    scheduler.flush();
    expect([log, queue.isDue]).toEqual([['10 due'], true]);
  });

  it('removes all stale inputs at once, after the due inputs have started', () => {
    const { scheduler, log, queue, push } = setup({ maxStaleness: 5 });
    push('ab');
    push('c', 0);
    queue.push(new Input('d', 3, 2));
    scheduler.flush();
    expect(log).toEqual(['5 due', '5 stale abc', '7 due', '7 stale d']);
    expect(queue.size).toBe(0);
  });

  it('finds an input stale at its deadline, however times are rounded: the timer is not set again and again', () => {
    const { scheduler, log, queue } = setup({ maxStaleness: 0.1 });
    for (const at of [0.2, 0.3, 0.7]) queue.push(new Input('a', 0, at));
    scheduler.flush();
    expect(log.filter((line) => line.includes('stale'))).toHaveLength(3);
  });

  it('has room for maxQueueSize inputs beyond those that could start', () => {
    const { queue, startable, push } = setup({ maxQueueSize: 2 });
    push('ab');
    expect(queue.hasRoom()).toBe(false);
    startable.answer = 1;
    expect(queue.hasRoom()).toBe(true);
  });

  it('does not ask how many could start if it has no bound', () => {
    const { queue, startable } = setup();
    expect([queue.hasRoom(), startable.asked]).toEqual([true, 0]);
  });

  it('forgets everything, delayed retries and timers too', () => {
    const { scheduler, log, queue, input, push } = setup({ maxStaleness: 5 });
    push('ab');
    queue.pushRetry(input('r'), 3);
    queue.clear();
    scheduler.flush();
    expect([queue.size, log]).toEqual([0, []]);
  });
});
