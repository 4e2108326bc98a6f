import type { MonoTypeOperatorFunction } from 'rxjs';
import { startFfmpegHelper } from '../helper/ffmpeg-helper.js';
import { assertFunction } from '../util/assertions.js';
import { inOrder } from './in-order.js';
import { pictureOf, type SinkPicture } from './picture.js';
import { assertVideoWriterOptions, VideoWriter } from './video-writer.js';
import type { VideoWriterOptions } from './video-writer-options.js';

/** Of {@link toVideo}. */
export interface ToVideoOptions<T> extends VideoWriterOptions {
  /** The picture of a value. Default: the value itself, or its `picture` (which `annotate` adds), or its `source`. */
  readonly picture?: (value: T) => SinkPicture;
}

/**
 * Writes the pictures of all values to a video file, and passes each value on when its picture has been written.
 * {@link VideoWriter} says how. The file is there when the Observable completes.
 *
 * Values wait for their turn with their frames held, so that a source waits for the encoder. A frame that is a value itself is taken
 * over: it is released when it has been passed on. Retain it to use it later.
 *
 * __Warning:__ What ends the subscription early removes the file: an error, and `take` or `takeUntil` behind it. To keep what has
 * come so far, put `take`, `takeUntil` or `catchError(() => EMPTY)` before it.
 *
 * ```ts fragment
 * results$.pipe(trackDetections(), annotate(), toVideo('out.mp4')).subscribe();
 * ```
 *
 * @param path ends with `.mp4`, `.m4v`, `.mov` or `.mkv`
 * @throws TypeError or RangeError for wrong arguments. The Observable fails with what the methods of VideoWriter throw
 */
export function toVideo<T>(path: string, options: ToVideoOptions<T> = {}): MonoTypeOperatorFunction<T> {
  assertVideoWriterOptions('toVideo', path, options, ['picture']);
  const { picture = pictureOf, ...ofWriter } = options;
  assertFunction('picture', options.picture);
  startFfmpegHelper();
  return inOrder(() => {
    const writer = new VideoWriter(path, ofWriter);
    return {
      run: async (value) => {
        await writer.write(picture(value));
        return value;
      },
      end: () => writer.end(),
      stop: () => {
        writer.abort().catch(() => {});
      },
    };
  });
}
