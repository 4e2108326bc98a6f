// Usage: node dist/scene/render.js FOLDER
//
// Writes FOLDER/shapes.mp4, the scene of shapes-scene.ts, and FOLDER/shapes.json, what is to be seen in it.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { encodeVideo } from './encode-video.js';
import { ScenePainter } from './scene-painter.js';
import { sceneTruth } from './scene-truth.js';
import { shapesFrames, shapesScene } from './shapes-scene.js';

const [folder] = process.argv.slice(2);
if (!folder) throw new Error('usage: render.js FOLDER');
const scene = shapesScene();
const painter = new ScenePainter(scene);
const options = { rate: { crf: 26 }, preset: 'slow' };
await encodeVideo(
  join(folder, 'shapes.mp4'),
  scene.format,
  shapesFrames,
  (number) => painter.paint(number),
  options,
);
// A line for each frame.
const { frames, ...rest } = sceneTruth();
const rows = frames.map((row) => JSON.stringify(row)).join(',\n');
await writeFile(
  join(folder, 'shapes.json'),
  `${JSON.stringify(rest).slice(0, -1)},"frames":[\n${rows}\n]}\n`,
);
