import { assertKnownOptions } from '../util/assert-known-options.js';
import { expected } from '../util/expected.js';
import type { RunOptions } from './run-options.js';

const optionNames = ['signal', 'timeout'];

/** Throws a TypeError or RangeError unless these are the options of a call of `run`. */
export function assertRunOptions(options: RunOptions): void {
  assertKnownOptions('run', options, optionNames);
  const { signal, timeout } = options;
  if (signal !== undefined && typeof signal?.addEventListener !== 'function') {
    throw new TypeError(expected('an AbortSignal', 'signal', signal));
  }
  if (timeout === undefined || (typeof timeout === 'number' && timeout >= 0)) return;
  throw new RangeError(expected('a number of milliseconds ≥ 0', 'timeout', timeout));
}
