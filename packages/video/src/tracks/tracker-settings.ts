import { assertKnownOptions } from '@ascend-rx/core/device';
import { assertBoolean, assertNumber } from '../util/assertions.js';
import type { TrackerOptions } from './tracker-options.js';

export type TrackerSettings = Required<TrackerOptions>;

const known = [
  'highScore',
  'lowScore',
  'newScore',
  'minOverlap',
  'minOverlapLow',
  'maxOverlap',
  'minHits',
  'maxLost',
  'sameClass',
  'withLost',
];

/**
 * @param of what takes the options, for messages
 * @param others options that are taken besides
 * @throws RangeError, TypeError if an option is none
 */
export function trackerSettings(
  of: string,
  options: TrackerOptions,
  others: readonly string[] = [],
): TrackerSettings {
  assertKnownOptions(of, options, [...known, ...others]);
  const {
    highScore = 0.5,
    lowScore = Math.min(0.1, highScore),
    newScore = Math.max(0.6, highScore),
    minOverlap = 0.2,
    minOverlapLow = 0.5,
    maxOverlap = 0.7,
    minHits = 2,
    maxLost = 1,
    sameClass = false,
    withLost = false,
  } = options;
  assertNumber('highScore', highScore, 0, 1, false);
  assertNumber('lowScore', lowScore, 0, highScore, false);
  assertNumber('newScore', newScore, highScore, 1, false);
  assertNumber('minOverlap', minOverlap, Number.MIN_VALUE, 1, false);
  assertNumber('minOverlapLow', minOverlapLow, Number.MIN_VALUE, 1, false);
  assertNumber('maxOverlap', maxOverlap, Number.MIN_VALUE, 1, false);
  assertNumber('minHits', minHits, 1, Number.MAX_SAFE_INTEGER);
  assertNumber('maxLost', maxLost, 0, Number.MAX_VALUE, false);
  assertBoolean('sameClass', sameClass);
  assertBoolean('withLost', withLost);
  return {
    highScore,
    lowScore,
    newScore,
    minOverlap,
    minOverlapLow,
    maxOverlap,
    minHits,
    maxLost,
    sameClass,
    withLost,
  };
}
