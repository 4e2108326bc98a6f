// The contender `ours` of the case `video`: the pipeline as a user writes it with this library.
import { openDevice } from '@ascend-rx/native';
import { type Frame, fromVideo, loadYolo, startFfmpegHelper } from '@ascend-rx/video';
import { lastValueFrom, map, type Observable, takeWhile } from 'rxjs';
import type { FoundRow } from '../../protocol/video.js';
import { serveVideo } from './serve-video.js';

await serveVideo(async ({ video, model, decoder, threads, parallel }) => {
  // Before the device is opened: a process that has one open starts no others.
  if (decoder === 'ffmpeg') startFfmpegHelper();
  const device = await openDevice({ library: 'embedded', embedded: { threads } });
  const detector = await loadYolo(device, model, { load: { instances: parallel } });

  async function play<T>(
    pipeline: (frames: Observable<Frame>) => Observable<T>,
    next: (value: T) => boolean,
  ): Promise<void> {
    const source = fromVideo(video, { decoder, threads });
    const played = pipeline(source).pipe(takeWhile(next));
    await lastValueFrom(played, { defaultValue: undefined });
    await source.close();
  }

  return {
    detect: (found) =>
      play(
        (frames) => frames.pipe(detector.detect({ maxInFlight: 2 * parallel })),
        ({ detections }) =>
          found(detections.map(({ box, score, classId }): FoundRow => [...box, score, classId])),
      ),
    decode: (decoded) =>
      play(
        map((frame) => frame.release()),
        decoded,
      ),
    close: () => device.close(),
  };
});
