import { describe, expect, it } from '@jest/globals';
import { runThenEnd } from '../src/run-then-end.js';

const good = () => Promise.resolve();
const bad = (message: string) => () => Promise.reject(new Error(message));

describe('the end of the program', () => {
  it.each([
    ['neither fails', good, good, undefined, []],
    ['the end fails', good, bad('the sum is wrong'), 'the sum is wrong', []],
    ['the work fails', bad('the device is lost'), good, 'the device is lost', []],
    [
      'both fail',
      bad('the device is lost'),
      bad('the sum is wrong'),
      'the device is lost',
      ['the sum is wrong'],
    ],
  ])('should be told with the error that came first: %s', async (_, action, end, thrown, told) => {
    const faults: string[] = [];
    const order: string[] = [];
    const traced = (name: string, run: () => Promise<void>) => () => {
      order.push(name);
      return run();
    };
    const error = await runThenEnd(traced('action', action), traced('end', end), (fault) =>
      faults.push((fault as Error).message),
    ).catch(({ message }) => message);
    expect({ error, faults, order }).toEqual({ error: thrown, faults: told, order: ['action', 'end'] });
  });
});
