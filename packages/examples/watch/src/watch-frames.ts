import type { DropCause } from '@ascend-rx/core';
import {
  type Crossing,
  type Detection,
  type DetectionResult,
  type Frame,
  type FrameSource,
  LineCounter,
  mapFrames,
  type Track,
  trackDetections,
  type Yolo,
} from '@ascend-rx/video';
import { map, type Observable } from 'rxjs';
import type { Classifier } from './classifier.js';
import type { Line } from './options.js';
import { Votes } from './votes.js';

export interface WatchFramesOptions {
  /** Objects that cross it are counted. Absent: the vertical line in the middle of the first frame. */
  readonly line: Line | undefined;
  /** True: the newest frame takes the next free slot, and others are dropped. */
  readonly dropsFrames: boolean;
  readonly onDrop: (cause: DropCause) => void;
}

/** What is known of one object after one frame. */
export interface Watched extends Track<Detection> {
  /** What the detector calls it. */
  readonly name: string;
  /** What the classifier calls it. Absent: it has not been looked at. */
  readonly label?: string;
}

/** What is known after one frame. */
export interface WatchedFrame {
  readonly source: Frame;
  readonly objects: readonly Watched[];
  readonly crossings: readonly (Crossing & { readonly name: string })[];
  /** How long the detector took, in ms, from the arrival of the frame. */
  readonly milliseconds: number;
}

/** So many looks at an object are enough. */
const enough = 5;

/** The pipeline that this example is about: a detector, ids, a second model on what was found, and a counter. */
export function watchFrames(
  source: FrameSource,
  detector: Yolo,
  classifier: Classifier,
  { line, dropsFrames, onDrop }: WatchFramesOptions,
): Observable<WatchedFrame> {
  const votes = new Votes(classifier.labels);
  let counter: LineCounter | undefined;
  return source.pipe(
    detector.detect({
      label: source.label,
      onDrop: (_: Frame, cause: DropCause) => onDrop(cause),
      ...(dropsFrames ? { overflow: 'drop-oldest', maxStaleness: 200 } : { maxInFlight: 4 }),
    }),
    trackDetections<DetectionResult<Frame>, Detection>({ withLost: true, maxOverlap: 0.5 }),
    mapFrames(async ({ source: frame, tracks, timing }, { signal }) => {
      const seen = tracks.filter(({ detection }) => detection !== undefined);
      const unknown = seen.filter(({ id }) => votes.looksAt(id) < enough);
      const looks = unknown.map(async ({ id, box }) =>
        votes.add(id, await classifier.look(frame, box, signal)),
      );
      await Promise.all(looks);
      return { frame, tracks, seen, timing };
    }),
    map(({ frame, tracks, seen, timing }): WatchedFrame => {
      votes.keep(new Set(tracks.map(({ id }) => id)));
      const nameOf = (classId: number) => detector.names[classId] as string;
      counter ??= new LineCounter(pointsOf(line ?? [frame.width / 2, frame.height, frame.width / 2, 0]));
      const crossings = counter.update(seen).map((each) => ({ ...each, name: nameOf(each.classId) }));
      const objects = seen.map((track): Watched => {
        const label = votes.labelOf(track.id);
        return { ...track, name: nameOf(track.classId), ...(label !== undefined && { label }) };
      });
      return { source: frame, objects, crossings, milliseconds: timing.total };
    }),
  );
}

function pointsOf([x1, y1, x2, y2]: Line) {
  return { from: [x1, y1], to: [x2, y2] } as const;
}
