import { assertKnownOptions, expected } from '@ascend-rx/core/device';
import { asyncScheduler } from 'rxjs';
import { VideoError } from '../errors/video-error.js';
import type { FrameSource } from '../source/frame-source.js';
import { SessionSource } from '../source/session-source.js';
import { assertNumber, assertOneOf } from '../util/assertions.js';
import { findFiles } from './find-files.js';
import { ImageSession } from './image-session.js';
import type { ImageSourceOptions } from './image-source-options.js';

/**
 * Makes a source of pictures, which `sharp` decodes to rgb24 or gray, upright, without transparency: JPEG, PNG, WebP, GIF,
 * TIFF and AVIF. `frame.source` is the path of the picture. A picture is read only when memory for it is free: at most
 * `maxFrames` frames are alive.
 *
 * ```ts fragment
 * fromImages('pictures/*.jpg').pipe(inferFrames(model, { prepare: letterbox(model) })).subscribe(show);
 * ```
 *
 * @param files a pattern with `*`, `?`, `**` and `{a,b}`, or paths; the files of a pattern come in the order of their names
 * @param options see {@link ImageSourceOptions}
 * @throws TypeError and RangeError for wrong arguments. The source errors with ERR_VIDEO_OPEN if no file is found,
 *   ERR_VIDEO_DECODE, ERR_VIDEO_DECODER without sharp, ERR_VIDEO_LIMIT and ERR_VIDEO_BUSY
 */
export function fromImages(files: string | Iterable<string>, options: ImageSourceOptions = {}): FrameSource {
  assertKnownOptions('fromImages', options, [
    ...['maxFrames', 'maxFrameBytes', 'concurrency', 'corrupt', 'label'],
  ]);
  assertNumber('maxFrames', options.maxFrames, 1, 256);
  assertNumber('maxFrameBytes', options.maxFrameBytes, 1, 2 ** 31 - 1);
  assertNumber('concurrency', options.concurrency, 1, 16);
  assertOneOf('corrupt', options.corrupt, ['fail', 'drop']);
  if (options.label !== undefined && typeof options.label !== 'string')
    throw new TypeError(expected('a string', 'label', options.label));
  const paths = typeof files === 'string' ? undefined : list(files);
  const settings: Required<ImageSourceOptions> = {
    maxFrames: options.maxFrames ?? 16,
    maxFrameBytes: options.maxFrameBytes ?? 64 * 2 ** 20,
    concurrency: options.concurrency ?? 2,
    corrupt: options.corrupt ?? 'fail',
    label: options.label ?? (typeof files === 'string' ? files : 'images'),
  };
  const run = {
    ...{ label: settings.label, maxFrames: settings.maxFrames, live: false, realTime: false },
    ...{ openTimeout: 1, stallTimeout: 1, reconnect: { delay: 0, maxDelay: 0, attempts: 0 } },
    ...{ scheduler: asyncScheduler, secrets: [] },
  };
  return new SessionSource(run, (pool, events) => {
    const found = paths ?? findFiles(files as string);
    if (found.length === 0) throw new VideoError('ERR_VIDEO_OPEN', 'No file is found.');
    return new ImageSession(pool, found, settings, events);
  });
}

function list(files: unknown): string[] {
  const what = 'a pattern or a list of paths';
  if (typeof (files as Iterable<unknown> | undefined)?.[Symbol.iterator] !== 'function')
    throw new TypeError(expected(what, 'files', files));
  const paths = [...(files as Iterable<unknown>)];
  const wrong = paths.find((path) => typeof path !== 'string' || path === '');
  if (wrong !== undefined) throw new TypeError(expected('paths', 'files', wrong));
  return paths as string[];
}
