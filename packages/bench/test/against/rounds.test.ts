import { describe, expect, it } from '@jest/globals';
import { roundsOfPairs } from '../../src/against/rounds-of-pairs.js';
import { ratiosOf } from '../../src/processes/ratios-of.js';
import type { Runner } from '../../src/processes/runner.js';
import { takeTurns } from '../../src/processes/take-turns.js';

describe('the rounds of process pairs', () => {
  it('should be divided evenly, none lost', () => {
    expect(roundsOfPairs({ rounds: 21, processPairs: 3 })).toEqual([7, 7, 7]);
    expect(roundsOfPairs({ rounds: 5, processPairs: 5 })).toEqual([1, 1, 1, 1, 1]);
    expect(roundsOfPairs({ rounds: 7, processPairs: 1 })).toEqual([7]);
    expect(roundsOfPairs({ rounds: 22, processPairs: 3 }).toSorted()).toEqual([7, 7, 8]);
  });
});

describe('paired rounds', () => {
  const runner = (name: string) => ({ name, rounds: [] }) as unknown as Runner & { name: string };

  it('should alternate which of the two is first, and never overlap', async () => {
    const events: string[] = [];
    const pair = [runner('A'), runner('B')];
    const parts: number[] = [];
    await takeTurns(
      3,
      pair,
      async (each) => {
        events.push(`${(each as (typeof pair)[0]).name} begins`);
        await Promise.resolve();
        events.push(`${(each as (typeof pair)[0]).name} ends`);
      },
      (part) => parts.push(part),
    );
    const order = ['A', 'B', 'B', 'A', 'A', 'B'];
    expect(events).toEqual(order.flatMap((name) => [`${name} begins`, `${name} ends`]));
    expect(parts.map((part) => Math.round(part * 6))).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('should be compared round by round', () => {
    const rounds = (...rates: number[]) =>
      ({ rounds: rates.map((rate) => ({ inferences: 2 * rate, seconds: 2 })) }) as unknown as Runner;
    expect(ratiosOf(rounds(100, 300, 50), rounds(100, 100, 200))).toEqual([1, 3, 0.25]);
  });
});
