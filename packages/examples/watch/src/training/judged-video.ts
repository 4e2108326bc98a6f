import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { SceneSet } from '../scene/make-scene.js';
import { type ShapeName, shapeNames } from '../scene/scene.js';
import type { SceneTruth } from '../scene/scene-truth.js';
import { counts, type Seen } from '../scene/truth.js';
import { writeClip } from '../scene/write-clip.js';
import type { True } from './average-precision.js';

/** A video, and what is in its frames. */
export interface JudgedVideo {
  readonly path: string;
  readonly frames: number;
  readonly truth: readonly True[];
}

/** Renders clip `index` of a set. To be called before a device is opened. */
export async function judgedClip(path: string, set: SceneSet, index: number): Promise<JudgedVideo> {
  const { frames } = await writeClip(path, set, index);
  return {
    path,
    frames: frames.length,
    truth: frames.flatMap((seen, frame) => seen.map((one) => trueOf(frame, one))),
  };
}

/** The rendered video of the repository. */
export async function judgedScene(): Promise<JudgedVideo> {
  const file = (name: string) => fileURLToPath(new URL(`../../scene/${name}`, import.meta.url));
  const { shapes, frames } = JSON.parse(await readFile(file('shapes.json'), 'utf8')) as SceneTruth;
  const truth = frames.flatMap((rows, frame) =>
    rows.map(([id, x1, y1, x2, y2, visible]) =>
      trueOf(frame, { name: shapes[id] as ShapeName, box: [x1, y1, x2, y2], visible }),
    ),
  );
  return { path: file('shapes.mp4'), frames: frames.length, truth };
}

function trueOf(frame: number, seen: Omit<Seen, 'id'>): True {
  return { frame, kind: shapeNames.indexOf(seen.name), box: seen.box, counts: counts(seen) };
}
