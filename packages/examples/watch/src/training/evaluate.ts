// Usage: node dist/training/evaluate.js [SET] [CLIPS] [MODEL.onnx]
//
// Prints the average precision of a detector, by default of the shipped one, over the first clips of a set; or over scene/shapes.mp4
// if SET is `scene`.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type SceneSet, sceneSets } from '../scene/make-scene.js';
import { evaluateDetector } from './evaluate-detector.js';
import { type JudgedVideo, judgedClip, judgedScene } from './judged-video.js';

const shipped = fileURLToPath(new URL('../../model/shapes.onnx', import.meta.url));
const [set = 'unseen', count = '40', model = shipped] = process.argv.slice(2);
if ((set !== 'scene' && !(set in sceneSets)) || !/^[1-9]\d*$/.test(count)) {
  throw new Error(`usage: evaluate.js [${Object.keys(sceneSets).join('|')}|scene] [CLIPS] [MODEL.onnx]`);
}
const folder = await mkdtemp(join(tmpdir(), 'ascend-rx-watch-'));
try {
  const videos: JudgedVideo[] = [];
  if (set === 'scene') videos.push(await judgedScene());
  else {
    for (let index = 0; index < Number(count); index += 1) {
      videos.push(await judgedClip(join(folder, `${index}.mp4`), set as SceneSet, index));
    }
  }
  const { frames, shapes, precisions, mean } = await evaluateDetector(model, videos);
  for (const [name, precision] of precisions) console.log(`${name.padEnd(8)} ${precision.toFixed(4)}`);
  console.log(`${set}: mAP at 0.5 ${mean.toFixed(4)} (${frames} frames, ${shapes} shapes)`);
} finally {
  await rm(folder, { recursive: true, force: true });
}
