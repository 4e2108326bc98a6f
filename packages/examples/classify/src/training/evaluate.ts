// Usage: node dist/training/evaluate.js [SET] [COUNT] [MODEL.onnx]
//
// Runs a model, by default the shipped one, through ONNX Runtime over the first COUNT pictures of a
// rendered set, and prints how many it gets right and which it takes for which.
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { decodePixels } from '../preprocess/decode-pixels.js';
import { normalise } from '../preprocess/normalise.js';
import { presets } from '../preprocess/preset.js';
import { mapConcurrently } from './map-concurrently.js';
import { labels } from './outlines.js';
import { type PictureSet, renderPicture } from './render-picture.js';

const { shapes } = presets;
const [
  set = 'heldOut',
  count = '4000',
  path = fileURLToPath(new URL(`../../${shapes.model}`, import.meta.url)),
] = process.argv.slice(2);
const session = await InferenceSession.create(await readFile(path), { intraOpNumThreads: 1 });
const mistakes = new Map<string, number>();
let wrong = 0;
await mapConcurrently(Number(count), 8, async (index) => {
  const picture = await renderPicture(set as PictureSet, index);
  const data = normalise(await decodePixels(picture.bytes, shapes), shapes);
  const results = await session.run({
    picture: new Tensor('float32', data, [1, 3, shapes.size, shapes.size]),
  });
  const [logits] = Object.values(results);
  if (!(logits?.data instanceof Float32Array)) throw new Error('expected a model that gives floats');
  const scores = [...logits.data];
  const answer = labels[scores.indexOf(Math.max(...scores))] as string;
  if (answer === picture.label) return;
  wrong++;
  const mistake = `${picture.label} taken for ${answer}`;
  mistakes.set(mistake, (mistakes.get(mistake) ?? 0) + 1);
});
for (const [mistake, times] of [...mistakes].sort((a, b) => b[1] - a[1]))
  console.log(`${times} × ${mistake}`);
const right = Number(count) - wrong;
console.log(`${set}: ${right} of ${count} right (${((100 * right) / Number(count)).toFixed(2)} %)`);
