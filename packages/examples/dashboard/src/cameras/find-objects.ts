import type { DropCause } from '@ascend-rx/core';
import { type DetectionResult, type Track, trackDetections, type Yolo } from '@ascend-rx/video';
import { map, type Observable, tap } from 'rxjs';
import { exchangeable } from '../exchangeable.js';
import type { FoundObject, Settings } from '../protocol.js';
import type { Arrived, Camera } from './camera.js';

/** What was found in a frame, which can be used in the handler. */
export interface Found extends Arrived {
  /** Seconds. Of a frame without a time: the time at which it came. */
  readonly pts: number;
  readonly objects: readonly FoundObject[];
}

/** Executions of one camera that may be on the device, for each result per callback: two groups keep it busy. */
const groups = 2;

/** How many slots of the model a camera takes at most. Each camera has so many, so that none takes those of another. */
export const slotsOf = (callbackInterval: number): number => groups * callbackInterval;

/** The pipeline of one camera: the detector that all cameras share, and ids. It is exchanged when settings change. */
export function findObjects(
  camera: Camera,
  detector: Yolo,
  settings$: Observable<Settings>,
): Observable<Found> {
  return camera.frames$.pipe(
    exchangeable<Arrived, Settings, DetectionResult<Arrived>>({
      settings$,
      pipeline: ({ callbackInterval, overflow, paused }) =>
        paused
          ? undefined
          : detector.detect<Arrived>({
              frame: ({ frame }) => frame,
              label: camera.label,
              ...{ callbackInterval, overflow },
              maxInFlight: slotsOf(callbackInterval),
              // A camera that is lost leaves a group that does not fill up.
              maxCallbackDelay: 1000,
              maxStaleness: 2000,
              onFailure: { retry: { count: 1, delay: 50 }, then: 'drop' },
              onDrop: (_, cause: DropCause) => camera.dropped(cause),
            }),
      onNotTaken: ({ frame }, why) => {
        camera.dropped(why);
        frame.release();
      },
    }),
    trackDetections<DetectionResult<Arrived>>({
      maxOverlap: 0.5,
      time: ({ source }) => timeOf(source),
      key: () => camera,
    }),
    tap(() => camera.inferred()),
    map(({ source, tracks }) => ({
      ...source,
      pts: timeOf(source),
      objects: tracks.map((track) => objectOf(track, detector.names)),
    })),
  );
}

const timeOf = ({ frame: { pts }, at }: Arrived) => (Number.isFinite(pts) ? pts : at / 1000);

function objectOf(
  { id, classId, score, box: [x1, y1, x2, y2] }: Track,
  names: readonly string[],
): FoundObject {
  return {
    id,
    name: names[classId] ?? String(classId),
    score: rounded(score, 3),
    box: [rounded(x1, 1), rounded(y1, 1), rounded(x2, 1), rounded(y2, 1)],
  };
}

const rounded = (value: number, digits: number) => Number(value.toFixed(digits));
