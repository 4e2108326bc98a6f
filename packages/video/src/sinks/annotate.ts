import type { OperatorFunction } from 'rxjs';
import { assertFunction } from '../util/assertions.js';
import type { AnnotateOptions } from './annotate-options.js';
import { type Annotations, Annotator, assertAnnotateOptions } from './annotator.js';
import { inOrder } from './in-order.js';
import { pictureOf, type SinkPicture } from './picture.js';

/** Of {@link annotate}, for values. */
export interface AnnotateValueOptions<T> extends AnnotateOptions {
  /** The picture of a value. Default: the value's `source`. */
  readonly frame?: (value: T) => SinkPicture;
}

/**
 * Adds a `picture` to each value: its frame with its `detections`, or if it has them its `tracks`, drawn onto it. {@link Annotator} says
 * how. `toVideo` and an MJPEG endpoint take it. Values wait for their turn with their frames held, as for `toVideo`.
 *
 * ```ts fragment
 * results$.pipe(trackDetections(), annotate(), toVideo('out.mp4')).subscribe();
 * ```
 *
 * @throws TypeError or RangeError for wrong options. The Observable fails with what {@link Annotator.draw} and `label` throw
 */
export function annotate<T extends Annotations>(
  options: AnnotateValueOptions<T> = {},
): OperatorFunction<T, T & { readonly picture: SinkPicture }> {
  const { frame = pictureOf, ...ofAnnotator } = options;
  assertFunction('frame', options.frame);
  assertAnnotateOptions('annotate', options, ['frame']);
  return inOrder(() => {
    const annotator = new Annotator(ofAnnotator);
    return { run: async (value: T) => ({ ...value, picture: await annotator.draw(frame(value), value) }) };
  });
}
