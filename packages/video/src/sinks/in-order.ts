import type { OperatorFunction } from 'rxjs';
import { type HeldWork, whileHeld } from '../infer/while-held.js';
import { frameOf } from './picture.js';

/**
 * Works on values one after the other, with their frames held, if they have any.
 *
 * @param open is called at each subscription
 */
export function inOrder<T, R>(open: () => HeldWork<T, R>): OperatorFunction<T, R> {
  return whileHeld(open, { frame: frameOf, concurrent: 1 });
}
