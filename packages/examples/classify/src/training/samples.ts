// Usage: node dist/training/samples.js FOLDER
//
// Renders the sample pictures: two of each class, from seeds that no other set uses, in several
// sizes and formats. Their names do not say what they show; FOLDER/expected.json does.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { labels } from './outlines.js';
import { type PictureFormat, renderPicture } from './render-picture.js';

const [folder] = process.argv.slice(2);
if (!folder) throw new Error('usage: samples.js FOLDER');

const sizes = [
  [200, 150],
  [320, 240],
  [240, 320],
  [256, 256],
  [480, 270],
  [640, 480],
  [150, 200],
] as const;
const formats: readonly PictureFormat[] = ['jpeg', 'png', 'webp'];
const extensions = { jpeg: 'jpg', png: 'png', webp: 'webp' } as const;

const expected: Record<string, string> = {};
await mkdir(folder, { recursive: true });
for (let i = 0; i < 2 * labels.length; i++) {
  const [width, height] = sizes[i % sizes.length] as (typeof sizes)[number];
  // PNG is lossless: with its noise, a large picture would take a megabyte.
  const format = formats[i % formats.length] as PictureFormat;
  // 7 and 20 have no common factor: each picture is rendered once, and the labels are in no obvious order.
  const picture = await renderPicture('samples', (7 * i + 3) % (2 * labels.length), {
    width,
    height,
    format: format === 'png' && width * height > 100_000 ? 'jpeg' : format,
  });
  const name = `${String(i + 1).padStart(2, '0')}.${extensions[picture.format]}`;
  await writeFile(join(folder, name), picture.bytes);
  expected[name] = picture.label;
}
await writeFile(join(folder, 'expected.json'), `${JSON.stringify(expected, null, 2)}\n`);
