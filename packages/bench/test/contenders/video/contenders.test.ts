// The contenders of the case video, each in its process, without any measuring.
import { afterAll, describe, expect, it, jest } from '@jest/globals';
import { withFfmpeg } from '../../../../../test/support/ffmpeg.js';
import { TemporaryFolder } from '../../../../../test/support/temporary-folder.js';
import { assertSameDetections } from '../../../src/cases/same-detections.js';
import { VideoRunner } from '../../../src/processes/video-runner.js';
import { BenchFiles } from '../../../src/workload/bench-files.js';
import { watchFiles } from '../../../src/workload/watch-files.js';

const folder = new TemporaryFolder();
afterAll(() => folder.remove());
// For what hangs.
jest.setTimeout(180_000);

const settingsOf = (decoder: 'node-av' | 'ffmpeg') => ({
  video: watchFiles.video,
  model: new BenchFiles(folder.path).model('noopHead'),
  decoder,
  threads: 1,
  parallel: 2,
});

async function found(name: 'ours' | 'peer', decoder: 'node-av' | 'ffmpeg', frames: number) {
  const runner = await VideoRunner.start(name, settingsOf(decoder), 8);
  try {
    const first = await runner.find(frames);
    // Again from the beginning, after the end or a leaving.
    expect(await runner.find(3)).toEqual(first.slice(0, 3));
    return first;
  } finally {
    await runner.end();
  }
}

describe('the contenders of the case video', () => {
  const exact = { score: 0, iou: 0.999, share: 1 };

  withFfmpeg(it)('should have the same frames of both decoders', async () => {
    const frames = 40;
    const byFfmpeg = await found('peer', 'ffmpeg', frames);
    expect(byFfmpeg).toHaveLength(frames);
    // Pictures differ, and boxes with them.
    expect(new Set(byFfmpeg.map((rows) => JSON.stringify(rows))).size).toBeGreaterThan(frames / 2);
    assertSameDetections(byFfmpeg, await found('peer', 'node-av', frames), exact);
  });

  it('should find the same by node-av, up to the end of the file', async () => {
    // One more than there is.
    const frames = watchFiles.frames + 1;
    const [ours, peer] = [await found('ours', 'node-av', frames), await found('peer', 'node-av', frames)];
    expect(ours).toHaveLength(watchFiles.frames);
    assertSameDetections(ours, peer, { ...exact, iou: 0.95 });
  });
});
