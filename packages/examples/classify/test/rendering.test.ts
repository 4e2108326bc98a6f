import { describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { labels } from '../src/training/outlines.js';
import { Random } from '../src/training/random.js';
import { renderPicture } from '../src/training/render-picture.js';

describe('renderPicture', () => {
  it('renders the same picture again for the same seed, and another for another', async () => {
    const [a, b, c, d] = await Promise.all([
      renderPicture('test', 5),
      renderPicture('test', 5),
      renderPicture('test', 15),
      renderPicture('heldOut', 5),
    ]);
    expect(a.bytes.equals(b.bytes)).toBe(true);
    expect(a.label).toBe(c.label);
    expect(a.bytes.equals(c.bytes)).toBe(false);
    expect(a.bytes.equals(d.bytes)).toBe(false);
  });

  it('lets labels take turns', async () => {
    const pictures = await Promise.all(labels.map((_, i) => renderPicture('test', i)));
    expect(pictures.map(({ label }) => label)).toEqual(labels);
  });

  it('renders to order', async () => {
    const { bytes } = await renderPicture('test', 1, { width: 200, height: 150, format: 'webp' });
    expect(await sharp(bytes).metadata()).toMatchObject({ width: 200, height: 150, format: 'webp' });
  });
});

describe('Random', () => {
  it('is uniform and normal as it says', () => {
    const random = new Random(7, 11);
    const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length;
    const many = (next: () => number) => Array.from({ length: 20_000 }, next);
    expect(mean(many(() => random.between(2, 4)))).toBeCloseTo(3, 1);
    const normal = many(() => random.normal());
    expect(mean(normal)).toBeCloseTo(0, 1);
    expect(mean(normal.map((value) => value ** 2))).toBeCloseTo(1, 1);
    const counts = [0, 0, 0];
    for (const value of many(() => random.below(3))) counts[value] = (counts[value] ?? 0) + 1;
    for (const count of counts) expect(Math.abs(count - 20_000 / 3)).toBeLessThan(400);
  });
});
