// The scene: what it shows is known, and both encoders write it.
import { existsSync } from 'node:fs';
import { labels } from '@ascend-rx/example-classify';
import { fromVideo } from '@ascend-rx/video';
import { afterAll, describe, expect, it, jest } from '@jest/globals';
import { hasFfmpeg } from '../../../../test/support/ffmpeg.js';
import { TemporaryFolder } from '../../../../test/support/temporary-folder.js';
import { openEncoder } from '../src/encode/open-encoder.js';
import { Painter } from '../src/scene/painter.js';
import { actAt, acts, labelAt, poseAt, sceneFormat, sceneSeconds } from '../src/scene/scene.js';
import { writeSceneFile } from '../src/scene/scene-file.js';

jest.setTimeout(120_000);
const folder = new TemporaryFolder();
afterAll(() => folder.remove());
const { width, height, fps } = sceneFormat;

describe('the scene', () => {
  it('should show each of the shapes, and say which', () => {
    expect(acts.map(({ label }) => label)).toEqual(labels);
    expect(sceneSeconds).toBe(20);
    const shown = Array.from({ length: sceneSeconds * fps }, (_, number) => labelAt(number / fps));
    for (const label of labels) expect(shown.filter((each) => each === label)).toHaveLength(50);
    // A pts that was rounded down.
    expect(labelAt(2 - 1e-4)).toBe(labels[1]);
    expect([labelAt(-1), labelAt(1000)]).toEqual([labels[0], labels.at(-1)]);
  });

  it('should keep the shape in the picture', () => {
    for (let seconds = 0; seconds < sceneSeconds; seconds += 0.01) {
      const { x, y, radius, shift } = poseAt(seconds);
      expect(Math.min(x, width - x, y, height - y)).toBeGreaterThanOrEqual(radius);
      expect(shift).toBeGreaterThanOrEqual(0);
      expect(shift).toBeLessThanOrEqual(80);
    }
  });

  it('should be drawn in its colour, where it is', async () => {
    const painter = new Painter();
    for (const seconds of [0.4, 3, 7, 13, 15]) {
      await painter.paint(seconds);
      const { colour, label } = actAt(seconds);
      const { x, y } = poseAt(seconds);
      const at = 3 * (width * Math.round(y) + Math.round(x));
      const middle = [...painter.pixels.subarray(at, at + 3)];
      if (label === 'ring' || label === 'crescent') expect(middle).not.toEqual([...colour]);
      else expect(middle).toEqual([...colour]);
    }
  });
});

describe.each(['node-av', ...(hasFfmpeg ? ['ffmpeg'] : [])] as ('node-av' | 'ffmpeg')[])(
  'encoded by %s',
  (decoder) => {
    it('should have every frame, with its time and its colours', async () => {
      const path = `${folder.path}/${decoder}.mp4`;
      const encoder = await openEncoder(path, { width: 64, height: 48, fps: 25 }, decoder);
      const gray = (number: number) => 40 + 5 * number;
      for (let number = 0; number < 30; number += 1)
        await encoder.write(new Uint8Array(3 * 64 * 48).fill(gray(number)));
      await encoder.end();
      encoder.abort();
      const seen: { pts: number; luma: number }[] = [];
      for await (const frame of fromVideo(path, { decoder: 'node-av' })) {
        seen.push({ pts: frame.pts, luma: frame.planes[0]?.[0] as number });
        frame.release();
      }
      expect(seen.map(({ pts }) => Math.round(fps * pts))).toEqual(Array.from({ length: 30 }, (_, i) => i));
      for (const [number, { luma }] of seen.entries()) {
        // Limited range; the encoder is lossy.
        expect(Math.abs(luma - (16 + (gray(number) * 219) / 255))).toBeLessThan(4);
      }
    });

    it('should leave nothing when it is given up, or cannot be written', async () => {
      const gone = new AbortController();
      const onProgress = () => gone.abort();
      expect(await writeSceneFile({ decoder, seconds: 2, signal: gone.signal, onProgress })).toBeUndefined();
      const nowhere = async () => {
        const encoder = await openEncoder('/none/clip.mp4', { width: 64, height: 48, fps: 25 }, decoder);
        await encoder.write(new Uint8Array(3 * 64 * 48));
        await encoder.end();
      };
      await expect(nowhere()).rejects.toThrow(/none/);
    });

    it('should be removed', async () => {
      const { signal } = new AbortController();
      const file = await writeSceneFile({ decoder, seconds: 0.2, signal });
      expect(existsSync(file?.path ?? '')).toBe(true);
      file?.remove();
      expect(existsSync(file?.path ?? '')).toBe(false);
    });
  },
);
