// Usage: node dist/training/evaluate.js [SET] [COUNT] [MODEL.onnx]
//
// Prints how many of the first COUNT pictures of a rendered set a model gets right, by default the
// shipped one, and which labels it confuses.
import { fileURLToPath } from 'node:url';
import { presets } from '../preprocess/preset.js';
import { accuracy } from './accuracy.js';
import { type PictureSet, pictureSets } from './render-picture.js';

const shipped = fileURLToPath(new URL(`../../${presets.shapes.model}`, import.meta.url));
const [set = 'heldOut', total = '4000', model = shipped] = process.argv.slice(2);
if (!(set in pictureSets) || !/^[1-9]\d*$/.test(total)) {
  throw new Error(`usage: evaluate.js [${Object.keys(pictureSets).join('|')}] [COUNT] [MODEL.onnx]`);
}
const { count, right, mistakes } = await accuracy(model, set as PictureSet, Number(total));
for (const [mistake, times] of [...mistakes].sort((a, b) => b[1] - a[1]))
  console.log(`${times} × ${mistake}`);
console.log(`${set}: ${right} of ${count} right (${((100 * right) / count).toFixed(2)} %)`);
