import type { DropCause, InferResult, Model } from '@ascend-rx/core';
import {
  crop,
  type Frame,
  type FrameSource,
  type ImageOptions,
  inferFrames,
  inferFramesFrom,
  letterbox,
  type PrepareImage,
  stretch,
} from '@ascend-rx/video';
import { type Observable, tap } from 'rxjs';
import type { Fit } from './options.js';

export interface ClassifyFramesOptions {
  readonly fit: Fit;
  /** What the model takes, beside what its input tells. */
  readonly contract: ImageOptions;
  /** True: frames are read as slots become free, and none is dropped. */
  readonly fast: boolean;
  /** ms */
  readonly maxStaleness: number;
  readonly maxInFlight: number | undefined;
  /** Called with each frame that a camera gives. */
  readonly onFrame: (frame: Frame) => void;
  readonly onDrop: (cause: DropCause) => void;
}

/** The pipeline that this example is about: from a camera to the scores of its frames. */
export function classifyFrames(
  source: FrameSource,
  model: Model,
  { fit, contract, fast, maxStaleness, maxInFlight, onFrame, onDrop }: ClassifyFramesOptions,
): Observable<InferResult<Frame>> {
  const prepare: PrepareImage<Frame, unknown> = {
    stretch: () => stretch<Frame>(model, contract),
    letterbox: () => letterbox<Frame>(model, contract),
    crop: () => crop<Frame>(model, { ...contract, boxes: (frame) => [middleSquare(frame)] }),
  }[fit]();
  const common = {
    prepare,
    label: source.label,
    onDrop: (_: Frame, cause: DropCause) => onDrop(cause),
    onFailure: { retry: { count: 1, delay: 50 }, then: 'drop' },
  } as const;
  if (fast) return inferFramesFrom(source, model, { ...common, maxInFlight: maxInFlight ?? 8 });
  return source.pipe(
    tap(onFrame),
    inferFrames(model, {
      ...common,
      overflow: 'drop-oldest', // the newest frame takes the next free slot
      maxStaleness,
      ...(maxInFlight !== undefined && { maxInFlight }),
    }),
  );
}

function middleSquare({ width, height }: Frame): [number, number, number, number] {
  const side = Math.min(width, height);
  const [left, top] = [Math.floor((width - side) / 2), Math.floor((height - side) / 2)];
  return [left, top, left + side, top + side];
}
