import type { AbortSignalLike } from '@ascend-rx/core';
import { finalize, isObservable } from 'rxjs';
import type { Frame } from '../frames/frame.js';

/**
 * A reference for as long as native threads may read the frame: until `prepare` has settled, also after an abort.
 *
 * @param signal of this call of `prepare`: an Observable is not subscribed to if it has been aborted inside of the call
 */
export function whilePreparing(frame: Frame, signal: AbortSignalLike, prepare: () => unknown): unknown {
  frame.retain();
  let isHeld = true;
  const release = () => {
    if (!isHeld) return;
    isHeld = false;
    frame.release();
  };
  try {
    const prepared = prepare();
    // What is returned may be a proxy, or have getters that throw.
    if (isObservable(prepared)) {
      const released = prepared.pipe(finalize(release));
      if (signal.aborted) release();
      return released;
    }
    if (typeof (prepared as PromiseLike<unknown> | undefined)?.then === 'function') {
      return new Promise((resolve) => resolve(prepared)).finally(release);
    }
    release();
    return prepared;
  } catch (error) {
    release();
    throw error;
  }
}
