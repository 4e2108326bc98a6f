// Usage: node dist/training/dataset.js SET COUNT FOLDER
//
// Renders and encodes the first COUNT clips of a set. Leaves in FOLDER what train.py reads: SET-00000.mp4 …, and SET.json with,
// for each frame of each clip, a row [class, left, top, right, bottom, counts] for each shape.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type SceneSet, sceneSets } from '../scene/make-scene.js';
import { shapeNames } from '../scene/scene.js';
import { counts } from '../scene/truth.js';
import { writeClip } from '../scene/write-clip.js';

const [set, total, folder] = process.argv.slice(2);
if (!set || !(set in sceneSets) || !/^[1-9]\d*$/.test(total ?? '') || !folder) {
  throw new Error(`usage: dataset.js ${Object.keys(sceneSets).join('|')} COUNT FOLDER`);
}
await mkdir(folder, { recursive: true });
const clips: { file: string; frames: number[][][] }[] = [];
let next = 0;
// Two at a time: while one waits for ffmpeg, the other one is drawn.
const work = async () => {
  while (next < Number(total)) {
    const index = next++;
    const file = `${set}-${String(index).padStart(5, '0')}.mp4`;
    const { frames } = await writeClip(join(folder, file), set as SceneSet, index);
    const rows = frames.map((seen) =>
      seen.map((one) => [
        shapeNames.indexOf(one.name),
        ...one.box.map((side) => Math.round(10 * side) / 10),
        Number(counts(one)),
      ]),
    );
    clips[index] = { file, frames: rows };
  }
};
await Promise.all([work(), work()]);
await writeFile(join(folder, `${set}.json`), `${JSON.stringify({ names: shapeNames, clips })}\n`);
