// Pictures through sharp: patterns, order, bounds, and files that are none.
import { mkdirSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { findFiles } from '../../src/images/find-files.js';
import { fromImages, videoUsage } from '../../src/index.js';
import { collect } from '../support/collect.js';
import { expectNothingLeft, noteUsage } from '../support/usage.js';
import { VideoFolder } from '../support/videos.js';

const folder = new VideoFolder();
const picture = (width: number, background: string, channels: 3 | 4 = 3) =>
  sharp({ create: { width, height: 4, channels, background } });

beforeAll(async () => {
  mkdirSync(folder.at('deep/er'), { recursive: true });
  folder.write('1.png', await picture(8, '#ff0000').png().toBuffer());
  folder.write('2.jpg', await picture(16, '#808080').jpeg().toBuffer());
  folder.write('deep/er/3.webp', await picture(8, '#00ff00', 4).webp({ lossless: true }).toBuffer());
  folder.write('4.png', await picture(8, '#404040').greyscale().png().toBuffer());
  folder.write('notes.txt', 'no picture');
  folder.write('cut.jpg', (await picture(64, '#123456').jpeg().toBuffer()).subarray(0, 200));
  folder.write('drawn.svg', '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"/>');
});
afterAll(() => folder.remove());
beforeEach(noteUsage);
afterEach(expectNothingLeft);

describe('fromImages', () => {
  it('should give the pictures of a pattern in the order of their names, one after the other if need be', async () => {
    const { frames, error } = await collect(
      fromImages(folder.at('{**/?.png,**/?.webp,2.jpg}'), { maxFrames: 1 }),
    );
    expect(error).toBeUndefined();
    expect(frames.map(({ width, height }) => [width, height])).toEqual([
      [8, 4],
      [16, 4],
      [8, 4],
      [8, 4],
    ]);
    expect([...(frames[0]?.luma.subarray(0, 6) ?? [])]).toEqual([255, 0, 0, 255, 0, 0]);
  });

  it('should name the picture in its frame', async () => {
    const seen: unknown[] = [];
    const source = fromImages([folder.at('1.png')]);
    await source.forEach((frame) => {
      const { source: path, pixelFormat, range, pts } = frame;
      seen.push({ path, pixelFormat, range, pts });
      frame.release();
    });
    await source.close();
    expect(seen).toEqual([
      { path: folder.at('1.png'), pixelFormat: 'rgb24', range: 'full', pts: Number.NaN },
    ]);
  });

  it('should wait while its frames are held', async () => {
    const source = fromImages(folder.at('?.*'), { maxFrames: 2 });
    const iterator = source[Symbol.asyncIterator]();
    const [first, second] = [(await iterator.next()).value, (await iterator.next()).value];
    expect(videoUsage().framesAlive).toBe(2);
    first.release();
    const third = (await iterator.next()).value;
    await iterator.return?.();
    for (const frame of [second, third]) frame.release();
    await source.close();
  });

  it.each(['cut.jpg', 'notes.txt', 'drawn.svg', 'nowhere.png'])(
    'should fail for %s, with its name',
    async (name) => {
      const { error } = await collect(fromImages([folder.at(name)]));
      expect(error).toMatchObject({ code: 'ERR_VIDEO_DECODE', message: expect.stringContaining(name) });
    },
  );

  it('should leave out what cannot be decoded, and count it', async () => {
    const source = fromImages([folder.at('notes.txt'), folder.at('1.png')], { corrupt: 'drop' });
    const { frames, error } = await collect(source);
    expect(error).toBeUndefined();
    expect(frames).toHaveLength(1);
    expect(source.stats.corruptDropped).toBe(1);
  });

  it('should fail if there is no file, and for a picture beyond the bound', async () => {
    expect((await collect(fromImages(folder.at('*.none')))).error).toMatchObject({ code: 'ERR_VIDEO_OPEN' });
    for (const corrupt of ['fail', 'drop'] as const)
      expect(
        (await collect(fromImages([folder.at('2.jpg')], { maxFrameBytes: 30, corrupt }))).error,
      ).toMatchObject({ code: 'ERR_VIDEO_LIMIT', message: expect.stringContaining('2.jpg') });
  });

  it.each([[undefined], [7], [['a.png', 3]]])('should refuse %p', (files) => {
    expect(() => fromImages(files as never)).toThrow(TypeError);
  });

  it('should check its options', () => {
    expect(() => fromImages('*', { maxFrames: 0 })).toThrow(RangeError);
    expect(() => fromImages('*', { corrupt: 'keep' as never })).toThrow(TypeError);
    expect(() => fromImages('*', { frames: 1 } as object)).toThrow('no option `frames`');
  });
});

it('a pattern should find files with special names, and no hidden ones', () => {
  folder.write('a+b(1).png', '');
  folder.write('.hidden.png', '');
  const names = (pattern: string) =>
    findFiles(folder.at(pattern)).map((path) => path.slice(folder.path.length + 1));
  expect(names('a+b(?).png')).toEqual(['a+b(1).png']);
  expect(names('.h*')).toEqual(['.hidden.png']);
  expect(names('[1].png')).toEqual([]);
  expect(names('**/*.webp')).toEqual(['deep/er/3.webp']);
});
