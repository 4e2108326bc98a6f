import type { Model } from '@ascend-rx/core';
import { type Frame, fromVideo, inferFrames, inferFramesFrom, letterbox } from '@ascend-rx/video';
import { from, map, type Observable } from 'rxjs';
import type { OverlapRound, SourcesMeasured, SourcesSettings } from '../../protocol/sources.js';

/**
 * How long the frames of one video take: decoded only, prepared and inferred only, and all of it by a pipeline. The first turn of
 * each is not counted. (A source with one frame alive decodes the next picture meanwhile. So a pipeline of one frame at a time would
 * overlap, too.)
 */
export async function measureOverlap(
  { single, rounds }: SourcesSettings,
  decoder: SourcesMeasured['decoder'],
  model: Model,
): Promise<OverlapRound[]> {
  const video = () => fromVideo(single, { decoder, maxFrames: 8 });
  const prepare = letterbox(model);
  const pipeline = () => elapsed(inferFramesFrom(video(), model, { prepare, maxInFlight: 4 }));
  const decoded = () =>
    elapsed(
      from(video()).pipe(
        map((frame: Frame) => {
          frame.release();
        }),
      ),
    );
  const kept = await firstFrame(video());
  const inferred = (frames: number) =>
    elapsed(
      from(Array.from({ length: frames }, () => kept.retain())).pipe(
        inferFrames(model, { prepare, maxInFlight: 1 }),
      ),
    );
  const measured: OverlapRound[] = [];
  for (let n = 0; n <= rounds; n += 1) {
    const isPipelineFirst = n % 2 === 0;
    const first = isPipelineFirst ? await pipeline() : undefined;
    const decoding = await decoded();
    const inferring = await inferred(decoding.frames);
    const all = first ?? (await pipeline());
    if (n === 0) continue;
    measured.push({ decodeMs: decoding.ms, inferMs: inferring.ms, pipelineMs: all.ms });
  }
  kept.release();
  return measured;
}

async function firstFrame(source: AsyncIterable<Frame>): Promise<Frame> {
  for await (const frame of source) return frame;
  throw new Error('Expected a video with a frame but received none.');
}

/** From the first value to the end, so that opening the video does not count. */
function elapsed(values: Observable<unknown>): Promise<{ readonly ms: number; readonly frames: number }> {
  return new Promise((resolve, reject) => {
    let first = Number.NaN;
    let frames = 0;
    values.subscribe({
      next: () => {
        if (frames === 0) first = performance.now();
        frames += 1;
      },
      error: reject,
      complete: () => resolve({ ms: performance.now() - first, frames }),
    });
  });
}
