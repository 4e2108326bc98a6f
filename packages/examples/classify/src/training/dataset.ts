// Usage: node dist/training/dataset.js SET COUNT FOLDER
//
// Renders the first COUNT pictures of a set, takes each through the classifier's own decoding, and
// leaves in FOLDER what train.py reads: SET-pixels.u8 (COUNT x 64 x 64 x 3), SET-labels.u8, and
// normalise.f32 (3 x 256: what the classifier's own normalisation makes of each value).
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodePixels } from '../preprocess/decode-pixels.js';
import { normalise } from '../preprocess/normalise.js';
import { presets } from '../preprocess/preset.js';
import { mapConcurrently } from './map-concurrently.js';
import { labels } from './outlines.js';
import { type PictureSet, pictureSets, renderPicture } from './render-picture.js';

const [set, count, folder] = process.argv.slice(2);
if (!set || !(set in pictureSets) || !Number(count) || !folder) {
  throw new Error(`usage: dataset.js ${Object.keys(pictureSets).join('|')} COUNT FOLDER`);
}
const { shapes } = presets;
const bytes = shapes.size * shapes.size * 3;
const pixels = new Uint8Array(Number(count) * bytes);
const classes = new Uint8Array(Number(count));
await mapConcurrently(Number(count), 8, async (index) => {
  const picture = await renderPicture(set as PictureSet, index);
  pixels.set(await decodePixels(picture.bytes, shapes), index * bytes);
  classes[index] = labels.indexOf(picture.label);
});
const greys = Uint8Array.from({ length: 256 * 3 }, (_, i) => Math.floor(i / 3));
await mkdir(folder, { recursive: true });
await writeFile(join(folder, `${set}-pixels.u8`), pixels);
await writeFile(join(folder, `${set}-labels.u8`), classes);
await writeFile(join(folder, 'normalise.f32'), normalise(greys, shapes));
