import { openDevice } from '@ascend-rx/native';
import { boxToFrame, fromVideo, inferFrames, letterbox, startFfmpegHelper } from '@ascend-rx/video';
import { lastValueFrom, tap } from 'rxjs';
import { shapeNames } from '../scene/scene.js';
import { averagePrecision, type Found, type True } from './average-precision.js';
import type { JudgedVideo } from './judged-video.js';
import { readBoxes } from './read-boxes.js';

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

/** Boxes with lower scores are not judged. */
const score = 0.01;

/**
 * Runs a detector over every frame of some videos, as a program does: a source, `letterbox`, the model. The videos are there before:
 * AscendCL does not support programs that start others while a device is open.
 */
export async function evaluateDetector(file: string, videos: readonly JudgedVideo[]): Promise<Evaluation> {
  startFfmpegHelper();
  const device = await openDevice();
  try {
    const model = await device.loadModel(file);
    const found: Found[] = [];
    const there: True[] = [];
    let before = 0;
    for (const { path, frames, truth } of videos) {
      const results$ = fromVideo(path, { decoder: 'ffmpeg' }).pipe(
        inferFrames(model, { prepare: letterbox(model) }),
        tap(({ source, outputs, prepared }) => {
          const output = outputs.output0?.data as Float32Array;
          for (const one of readBoxes(output, shapeNames.length, { score, overlap: 0.7 })) {
            found.push({ ...one, frame: before + source.index, box: boxToFrame(prepared, one.box) });
          }
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
