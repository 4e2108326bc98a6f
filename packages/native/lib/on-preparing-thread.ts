import type { AbortSignalLike } from '@ascend-rx/core';
import { AscendRxError } from '@ascend-rx/core';
import { addon, PreparationOutcome } from './addon.js';
import { withResources } from './with-resources.js';

/**
 * Has a native thread do a piece of work. The Promise is settled in a later turn, when no thread uses its memory any more.
 *
 * @param purpose what the work is, as in "to prepare a frame"
 * @param signal ends it early: the Promise is rejected with `signal.reason`
 * @param begin gives the work to the addon, and returns its number for `cancelPreparation`
 * @throws AscendRxError ERR_RESOURCES without threads or memory, by the Promise
 */
export function onPreparingThread(
  purpose: string,
  signal: AbortSignalLike | undefined,
  begin: (done: (outcome: number) => void) => number,
): Promise<void> {
  const native = addon();
  return new Promise((resolve, reject) => {
    let number = 0;
    const abort = { handleEvent: () => native.cancelPreparation(number) };
    const done = (outcome: number) => {
      // Also when the abort came too late for the thread: whoever has aborted is told the same every time.
      if (signal?.aborted) reject(signal.reason);
      else if (outcome === PreparationOutcome.prepared) resolve();
      else reject(new AscendRxError('ERR_RESOURCES', `Expected enough memory ${purpose} but received none.`));
      signal?.removeEventListener('abort', abort);
    };
    // Before any thread has the memory: a signal that throws rejects at once.
    signal?.addEventListener('abort', abort);
    try {
      number = withResources(purpose, () => begin(done));
    } catch (error) {
      signal?.removeEventListener('abort', abort);
      throw error;
    }
  });
}
