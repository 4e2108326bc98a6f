import { assertKnownOptions, expected } from '@ascend-rx/core/device';
import type { OperatorFunction } from 'rxjs';
import type { Frame } from '../frames/frame.js';
import { type HeldContext, whileHeld } from './while-held.js';

/** What the function of {@link mapFrames} gets beside the value. */
export type MapFramesContext = HeldContext;

/** Options of {@link mapFrames}. */
export interface MapFramesOptions<T> {
  /** Returns the frame of a value. Default: the value itself, or its `source`. */
  readonly frame?: (value: T) => Frame;
  /** So many calls of the function run at once; 1 or more, or Infinity. Default 4. */
  readonly concurrent?: number;
}

/**
 * Maps values that have a frame by a function that takes its time: a second model, a drawing, a file. Results come in the order of the
 * values. A reference to each frame is held from the arrival of its value until its result has been emitted. So the operator can stand
 * behind `inferFrames` and `detectFrames`, which release a frame after they have emitted it, and in the handler of a result the frame can be
 * used. A frame that is a value itself is taken over, as by `inferFrames`: it is released when its result has been emitted.
 *
 * A source waits, or leaves out frames, while `maxFrames` of its frames are held: that bounds what waits here.
 *
 * ```ts fragment
 * detections$.pipe(mapFrames(async ({ source, detections }) => ({ source, names: await namesOf(source, detections) })));
 * ```
 *
 * @param project gives the result, or a Promise of it. What it throws ends the pipeline. After an unsubscription its frame is held until its
 *   Promise is settled, since it may still read the frame
 * @throws TypeError or RangeError if an argument is none
 */
export function mapFrames<T, R>(
  project: (value: T, context: MapFramesContext) => R | PromiseLike<R>,
  options: MapFramesOptions<T> = {},
): OperatorFunction<T, R> {
  if (typeof project !== 'function') throw new TypeError(expected('a function', 'project', project));
  assertKnownOptions('mapFrames', options, ['frame', 'concurrent']);
  const { frame = frameIn, concurrent = 4 } = options;
  if (typeof frame !== 'function') throw new TypeError(expected('a function', 'frame', frame));
  if (!(concurrent === Number.POSITIVE_INFINITY || (Number.isInteger(concurrent) && concurrent >= 1)))
    throw new RangeError(expected('an integer of 1 or more, or Infinity', 'concurrent', concurrent));
  return whileHeld(() => ({ run: project }), { frame, concurrent });
}

function frameIn(value: unknown): Frame {
  for (const each of [value, (value as { source?: unknown } | undefined)?.source]) {
    if (typeof (each as Frame | undefined)?.retain === 'function') return each as Frame;
  }
  throw new TypeError(
    expected('a frame, a value with a frame as `source`, or the option `frame`,', 'value', value),
  );
}
