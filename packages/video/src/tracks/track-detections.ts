import { defer, map, type OperatorFunction } from 'rxjs';
import { assertFunction } from '../util/assertions.js';
import type { Detected, Track } from './track.js';
import { counter, Tracker } from './tracker.js';
import type { TrackerOptions } from './tracker-options.js';
import { trackerSettings } from './tracker-settings.js';

/** What {@link trackDetections} reads of a value. */
export interface WithDetections<D extends Detected = Detected> {
  readonly detections: readonly D[];
}

/** Of {@link trackDetections}. */
export interface TrackOptions<T> extends TrackerOptions {
  /** Time of the frame, in seconds. Default: `value.source.pts`. */
  readonly time?: (value: T) => number;
  /** Tells sources apart: each has a tracker of its own, and ids are those of all together. Default: `value.source.source`. */
  readonly key?: (value: T) => unknown;
}

/** More are a mistake: pictures, of which each is a source of its own. */
const mostSources = 1000;

/**
 * Adds `tracks` to each value: the objects of its `detections`, with ids that stay the same from frame to frame. {@link Tracker}
 * says how. Values of one source must come in the order of time (`order: 'input'` of `infer`, which is the default).
 *
 * ```ts fragment
 * fromVideo('clip.mp4').pipe(yolo.detect({ scoreThreshold: 0.1 }), trackDetections());
 * ```
 *
 * @param options thresholds, and how time and source of a value are read
 * @throws RangeError or TypeError if an option is none. The Observable fails with a TypeError if a value has no time, or a
 * detection is none, and with a RangeError if the values are of more than 1,000 sources
 */
export function trackDetections<T extends WithDetections, D extends Detected = T['detections'][number]>(
  options: TrackOptions<T> = {},
): OperatorFunction<T, T & { readonly tracks: readonly Track<D>[] }> {
  const { time = ptsOf, key = labelOf, ...thresholds } = options;
  trackerSettings('trackDetections', thresholds, ['time', 'key']);
  assertFunction('time', options.time);
  assertFunction('key', options.key);
  return (source) =>
    defer(() => {
      const trackers = new Map<unknown, Tracker<D>>();
      const nextId = counter();
      const trackerOf = (value: T) => {
        const name = key(value);
        const known = trackers.get(name);
        if (known !== undefined) return known;
        if (trackers.size === mostSources)
          throw new RangeError(
            `trackDetections has values of more than ${mostSources} sources. If each picture is a source, say that they are one: key: () => 0`,
          );
        const tracker = new Tracker<D>(thresholds, nextId);
        trackers.set(name, tracker);
        return tracker;
      };
      return source.pipe(
        map((value) => ({
          ...value,
          tracks: trackerOf(value).update(
            value?.detections as readonly unknown[] as readonly D[],
            time(value),
          ),
        })),
      );
    });
}

function ptsOf(value: WithDetections): number {
  return (value as { source?: { pts?: number } } | null)?.source?.pts as number;
}

function labelOf(value: WithDetections): unknown {
  return (value as { source?: { source?: string } } | null)?.source?.source;
}
