import { openDevice } from '@ascend-rx/native';
import { decodeYolo, detectFrames, fromVideo, letterbox, startFfmpegHelper } from '@ascend-rx/video';
import { lastValueFrom, tap } from 'rxjs';
import { shapeNames } from '../scene/scene.js';
import { averagePrecision, type Found, type True } from './average-precision.js';
import type { JudgedVideo } from './judged-video.js';

/** How well a detector finds the shapes of some videos. */
export interface Evaluation {
  readonly frames: number;
  /** Shapes that had to be found. */
  readonly shapes: number;
  /** Average precision at 0.5, by class. */
  readonly precisions: ReadonlyMap<string, number>;
  /** The mean over the classes: mAP at 0.5. */
  readonly mean: number;
}

/** Boxes with scores up to it are not judged. */
const scoreThreshold = 0.01;
/** Of two boxes of one class that overlap more, the better one is judged. */
const iouThreshold = 0.5;

/**
 * Runs a detector over every frame of some videos, as a program does: a source, `letterbox`, the model, `decodeYolo`. The videos are there before:
 * AscendCL does not support programs that start others while a device is open.
 */
export async function evaluateDetector(file: string, videos: readonly JudgedVideo[]): Promise<Evaluation> {
  startFfmpegHelper();
  const device = await openDevice();
  try {
    const model = await device.loadModel(file);
    const decode = decodeYolo(model, { names: shapeNames, scoreThreshold, iouThreshold });
    const prepare = letterbox(model);
    const found: Found[] = [];
    const there: True[] = [];
    let before = 0;
    for (const { path, frames, truth } of videos) {
      const results$ = fromVideo(path, { decoder: 'ffmpeg' }).pipe(
        detectFrames(model, { prepare, decode }),
        tap(({ source, detections }) => {
          for (const { classId: kind, score, box } of detections)
            found.push({ frame: before + source.index, kind, score, box });
        }),
      );
      const { source } = await lastValueFrom(results$);
      if (source.index !== frames - 1)
        throw new Error(`${path} has ${source.index + 1} frames, and the truth is of ${frames}`);
      there.push(...truth.map((one) => ({ ...one, frame: before + one.frame })));
      before += frames;
    }
    const precisionOf = (kind: number) =>
      averagePrecision(
        found.filter((one) => one.kind === kind),
        there.filter((one) => one.kind === kind),
      );
    const precisions = new Map(shapeNames.map((name, kind) => [name, precisionOf(kind)]));
    const mean = [...precisions.values()].reduce((sum, each) => sum + each, 0) / precisions.size;
    return { frames: before, shapes: there.filter((one) => one.counts).length, precisions, mean };
  } finally {
    await device.close();
  }
}
