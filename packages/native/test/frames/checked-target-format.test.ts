import { describe, expect, it } from '@jest/globals';
import {
  checkedTargetFormat,
  type FrameImage,
  prepareFrame,
  type TargetFormat,
} from '../../lib/frames/index.js';
import { whole, yuv } from './support/pictures.js';

async function prepared(image: FrameImage, format: TargetFormat): Promise<Float32Array> {
  const data = new Float32Array(format.width * format.height * 3);
  await prepareFrame(image, format, [{ source: whole(image), content: whole(format), data }]);
  return data;
}

const aipp = { coefficients: [298, 0, 409, 298, -100, -208, 298, 516, 0], bias: [16, 128, 128] };

const picture = yuv('yuv420p', [90, 60, 180], 'bt601', 'limited');

describe('a format that is checked once', () => {
  it.each<Partial<TargetFormat>>([
    {},
    { mean: [1, 2, 3], scale: [0.1, 0.2, 0.3], channels: 'bgr' },
    { matrix: aipp },
    { matrix: 'bt709-full' },
  ])('gives the same as one that is not, for pictures of any colours: %j', async (more) => {
    const format = { type: 'float32', layout: 'nchw', width: 8, height: 6, ...more } as const;
    const checked = checkedTargetFormat(format);
    for (const colorSpace of ['bt601', 'bt709'] as const) {
      for (const range of ['limited', 'full'] as const) {
        // Twice: made, and kept.
        for (const y of [90, 200]) {
          const image = yuv('yuv420p', [y, 60, 180], colorSpace, range, [8, 6]);
          expect(await prepared(image, checked)).toEqual(await prepared(image, format));
        }
      }
    }
  });

  it('stays as it was when the one that was given changes', async () => {
    const mean: [number, number, number] = [0, 0, 0];
    const format = { type: 'float32', layout: 'nchw', width: 4, height: 4, mean } as const;
    const checked = checkedTargetFormat(format);
    const before = await prepared(picture, checked);
    mean[0] = 100;
    expect(await prepared(picture, checked)).toEqual(before);
    expect(await prepared(picture, format)).not.toEqual(before);
  });

  it('cannot be changed', () => {
    const checked = checkedTargetFormat({
      ...{ type: 'float32', layout: 'nchw', width: 4, height: 4 },
      ...{ mean: [1, 2, 3], matrix: aipp },
    });
    const { mean, matrix } = checked as unknown as { mean: number[]; matrix: { bias: number[] } };
    for (const change of [
      () => Object.assign(checked, { width: 5 }),
      () => mean.fill(9),
      () => matrix.bias.fill(9),
    ]) {
      expect(change).toThrow(/read only|frozen/);
    }
  });

  it('is refused as prepareFrame refuses it', async () => {
    const format = { type: 'uint8', layout: 'nchw', width: 4, height: 4, mean: 3 } as const;
    expect(() => checkedTargetFormat(format)).toThrow(
      'Expected 0, since elements of uint8 are samples as they are, for `mean` but received 3',
    );
    await expect(prepared(picture, format)).rejects.toThrow('for `mean` but received 3');
  });
});
