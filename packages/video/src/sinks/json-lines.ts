import type { Writable } from 'node:stream';
import { assertKnownOptions, expected } from '@ascend-rx/core/device';
import type { MonoTypeOperatorFunction } from 'rxjs';
import { VideoError } from '../errors/video-error.js';
import { assertBoolean, assertFunction, assertNumber } from '../util/assertions.js';
import { inOrder } from './in-order.js';
import { jsonLine } from './json-line.js';

/** Of {@link jsonLines}. */
export interface JsonLinesOptions<T> {
  /**
   * What is written of a value; nothing if it is undefined. Default: `source` (the label), `pts` and `index` of its frame, and its
   * `tracks`, or without them its `detections`.
   */
  readonly select?: (value: T) => unknown;
  /** Digits behind the point, 0 to 15. Default 4; `pts` has at least 6. */
  readonly digits?: number;
  /** Whether the stream is ended after the last line. Default false: it is yours, as `process.stdout` is. */
  readonly end?: boolean;
}

/**
 * Writes a line of JSON for each value, and passes the value on when the stream has taken the line. Values wait for their turn with
 * their frames held, as for {@link toVideo}: a slow stream makes the source wait.
 *
 * Numbers are rounded; NaN and infinities are `null`. Typed arrays are arrays, a BigInt is a string, a frame is its label, `pts` and
 * `index`, never its pixels. `data` of a mask becomes `runs`: how many pixels are 0, then how many are 1, and so on, row after row.
 *
 * ```ts fragment
 * results$.pipe(trackDetections(), jsonLines(process.stdout)).subscribe();
 * // {"source":"clip.mp4","pts":0.04,"index":1,"tracks":[{"id":1,"box":[10,20,50,80],"score":0.91,…}]}
 * ```
 *
 * @param writable a stream of Node that takes text
 * @throws TypeError or RangeError for wrong arguments. The Observable fails with a VideoError ERR_VIDEO_WRITE whose `cause` is the
 * error of the stream, also if the stream is closed, and with a TypeError for a value that refers to itself
 */
export function jsonLines<T>(
  writable: Writable,
  options: JsonLinesOptions<T> = {},
): MonoTypeOperatorFunction<T> {
  if (typeof writable?.write !== 'function' || typeof writable.on !== 'function')
    throw new TypeError(expected('a writable stream', 'writable', writable));
  assertKnownOptions('jsonLines', options, ['select', 'digits', 'end']);
  assertFunction('select', options.select);
  assertNumber('digits', options.digits, 0, 15);
  assertBoolean('end', options.end);
  const { select, digits = 4, end = false } = options;
  return inOrder(() => {
    const lines = new Lines(writable);
    return {
      run: async (value) => {
        const line = jsonLine(select === undefined ? resultOf(value) : select(value), digits);
        if (line !== undefined) await lines.write(line);
        return value;
      },
      end: async () => {
        if (end) await lines.end();
        lines.leave();
      },
      stop: () => lines.leave(),
    };
  });
}

/** What is written of a result. */
function resultOf(value: unknown): unknown {
  const { source, tracks, detections } = (value ?? {}) as Record<'source' | 'tracks' | 'detections', unknown>;
  if (tracks === undefined && detections === undefined) return value;
  const found = tracks === undefined ? { detections } : { tracks };
  const {
    source: label,
    pts,
    index,
  } = (source ?? {}) as { source?: unknown; pts?: unknown; index?: unknown };
  return { source: label, pts, index, ...found };
}

/** A stream with the errors that it tells, between the calls too. */
class Lines {
  #error: unknown;
  #isClosed = false;
  /** Of what is being written. */
  #fail: (() => void) | undefined;
  #writing: Promise<void> = Promise.resolve();
  readonly #onError = (error: unknown) => {
    this.#error ??= error;
  };
  /** A stream that is closed while it writes need not say what has become of that. */
  readonly #onClose = () => {
    this.#isClosed = true;
    this.#fail?.();
  };

  constructor(private readonly writable: Writable) {
    writable.on('error', this.#onError);
    writable.on('close', this.#onClose);
  }

  write(text: string): Promise<void> {
    return this.#settled((done) => this.writable.write(text, done));
  }

  end(): Promise<void> {
    return this.#settled((done) => this.writable.end(done));
  }

  /** What the stream still has to say of the last line is nobody's fault. */
  leave(): void {
    this.#writing
      .catch(() => {})
      .finally(() =>
        setImmediate(() => this.writable.off('error', this.#onError).off('close', this.#onClose)),
      );
  }

  #settled(act: (done: (error?: Error | null) => void) => void): Promise<void> {
    if (this.#error !== undefined || this.#isClosed) return Promise.reject(this.#failure());
    this.#writing = new Promise((resolve, reject) => {
      this.#fail = () => reject(this.#failure());
      act((error) => {
        if (error == null) resolve();
        else reject(failure(this.#error ?? error));
      });
    });
    return this.#writing;
  }

  #failure(): VideoError {
    return failure(this.#error ?? new Error('The stream was closed'));
  }
}

const failure = (cause: unknown) =>
  new VideoError('ERR_VIDEO_WRITE', `A line cannot be written: ${(cause as Error)?.message ?? cause}.`, {
    cause,
  });
