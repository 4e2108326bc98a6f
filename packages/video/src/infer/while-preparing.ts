import { finalize, isObservable } from 'rxjs';
import type { Frame } from '../frames/frame.js';

/** A reference for as long as native threads may read the frame: until `prepare` has settled, also after an abort. */
export function whilePreparing(frame: Frame, prepare: () => unknown): unknown {
  frame.retain();
  let prepared: unknown;
  try {
    prepared = prepare();
  } catch (error) {
    frame.release();
    throw error;
  }
  if (isObservable(prepared)) return prepared.pipe(finalize(() => frame.release()));
  if (typeof (prepared as PromiseLike<unknown> | undefined)?.then === 'function')
    return Promise.resolve(prepared).finally(() => frame.release());
  frame.release();
  return prepared;
}
