import { openDevice } from '@ascend-rx/native';
import { letterbox, loadYolo } from '@ascend-rx/video';
import { afterAll, describe, expect, it } from '@jest/globals';
import { TemporaryFolder } from '../../../../test/support/temporary-folder.js';
import { BenchFiles } from '../../src/workload/bench-files.js';

const folder = new TemporaryFolder();
afterAll(() => folder.remove());

describe('the no-op head', () => {
  it('should find twenty objects, whose boxes move with the colour of the picture', async () => {
    const file = new BenchFiles(folder.path).model('noopHead');
    await using device = await openDevice();
    const { model, decode } = await loadYolo(device, file);
    const boxesOf = async (red: number, green: number, blue: number) => {
      const pixels = new Uint8Array(3 * 1280 * 720);
      for (let at = 0; at < pixels.length; at += 3) pixels.set([red, green, blue], at);
      const input = new Float32Array(3 * 640 * 640);
      const image = {
        planes: [pixels],
        strides: [3 * 1280],
        width: 1280,
        height: 720,
        pixelFormat: 'rgb24',
        colorSpace: 'bt709',
        range: 'full',
      } as const;
      const { signal } = new AbortController();
      const prepared = await letterbox(model)(image, [input], { signal });
      const { outputs } = await model.run(input);
      const found = await decode({ outputs, prepared });
      expect(found).toHaveLength(20);
      return found[0]?.box as readonly number[];
    };
    const [left = 0, top = 0, right = 0, bottom = 0] = await boxesOf(0, 0, 0);
    // 32 pixels of the input are 64 of the frame.
    const close = (box: readonly number[]) => box.map((value) => Math.round(value));
    expect(close(await boxesOf(255, 0, 0))).toEqual(close([left + 64, top, right + 64, bottom]));
    expect(close(await boxesOf(0, 255, 0))).toEqual(close([left, top + 64, right, bottom + 64]));
    expect(close(await boxesOf(0, 0, 255))).toEqual(close([left - 32, top, right + 32, bottom]));
  });
});
