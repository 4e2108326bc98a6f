import type { Model } from '@ascend-rx/core';
import { type FrameSource, fromVideo, inferFramesFrom, letterbox } from '@ascend-rx/video';
import type { OverlapRound, SourcesMeasured, SourcesSettings } from '../../protocol/sources.js';

/** How long the frames of one video take, one by one and by a pipeline, in turn. The first turn of each is not counted. */
export async function measureOverlap(
  { single, rounds }: SourcesSettings,
  decoder: SourcesMeasured['decoder'],
  model: Model,
): Promise<OverlapRound[]> {
  // With one frame alive, the source decodes the next one only when this one has its result.
  const oneByOne = () => elapsedMs(fromVideo(single, { decoder, maxFrames: 1 }), model, 1);
  const pipeline = () => elapsedMs(fromVideo(single, { decoder, maxFrames: 8 }), model, 4);
  const measured: OverlapRound[] = [];
  for (let n = 0; n <= rounds; n += 1) {
    const isPipelineFirst = n % 2 === 0;
    const first = await (isPipelineFirst ? pipeline() : oneByOne());
    const second = await (isPipelineFirst ? oneByOne() : pipeline());
    if (n === 0) continue;
    measured.push(
      isPipelineFirst ? { pipelineMs: first, oneByOneMs: second } : { pipelineMs: second, oneByOneMs: first },
    );
  }
  return measured;
}

/** From the first result to the end, so that opening the video does not count. */
function elapsedMs(source: FrameSource, model: Model, maxInFlight: number): Promise<number> {
  return new Promise((resolve, reject) => {
    let first: number | undefined;
    inferFramesFrom(source, model, { prepare: letterbox(model), maxInFlight }).subscribe({
      next: () => {
        first ??= performance.now();
      },
      error: reject,
      complete: () => {
        if (first === undefined) reject(new Error(`no result of ${source.label}`));
        else resolve(performance.now() - first);
      },
    });
  });
}
