import { performance } from 'node:perf_hooks';
import * as timers from 'node:timers';

/**
 * The timers and the clock of the platform, which fake timers of test frameworks do not replace. Those replace globals, and
 * so the modules of Node are read, once. A device of this package computes in real time, whatever time a test pretends.
 */
export const platformTimers = {
  setTimeout: timers.setTimeout,
  clearTimeout: timers.clearTimeout,
  setImmediate: timers.setImmediate,
  /** Milliseconds since the environment began, with fractions: CLOCK_MONOTONIC. */
  now: (): number => performance.now(),
} as const;
