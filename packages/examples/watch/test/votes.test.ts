import { expect, it } from '@jest/globals';
import { Votes } from '../src/votes.js';

it('should name an object by the sum of what all looks have said', () => {
  const votes = new Votes(['circle', 'star']);
  expect([votes.labelOf(1), votes.looksAt(1)]).toEqual([undefined, 0]);
  votes.add(1, [0.6, 0.4]);
  expect(votes.labelOf(1)).toBe('circle');
  votes.add(1, [0.3, 0.7]);
  expect([votes.labelOf(1), votes.looksAt(1)]).toEqual(['star', 2]);
});

it('should forget objects that have gone', () => {
  const votes = new Votes(['circle', 'star']);
  votes.add(1, [1, 0]);
  votes.add(2, [1, 0]);
  votes.keep(new Set([2]));
  expect([votes.labelOf(1), votes.labelOf(2)]).toEqual([undefined, 'circle']);
});
