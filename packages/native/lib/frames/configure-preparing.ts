import { assertKnownOptions, expected } from '@ascend-rx/core/device';
import { addon } from '../addon.js';

/** Options of {@link configurePreparing}. */
export interface PreparingOptions {
  /**
   * How many native threads may prepare pictures at once, 1 to 64. They start when pictures come and no thread is free; those that
   * have started stay until the environment ends. Default: the number of processors, but at least 2 and at most 4.
   */
  readonly threads?: number;
}

const mostThreads = 64;

/**
 * Sets how pictures are prepared from now on, in this thread of JavaScript: a worker has native threads of its own.
 *
 * @throws TypeError, RangeError for a wrong option; AscendRxError ERR_ADDON without the addon
 */
export function configurePreparing(options: PreparingOptions): void {
  assertKnownOptions('configurePreparing', options, ['threads']);
  const { threads } = options;
  if (threads === undefined) return;
  if (!Number.isInteger(threads) || threads < 1 || threads > mostThreads) {
    throw new RangeError(expected(`an integer from 1 to ${mostThreads}`, 'threads', threads));
  }
  addon().usePreparingThreads(threads);
}
