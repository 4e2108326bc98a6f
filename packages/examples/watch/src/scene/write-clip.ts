import { Random } from '@ascend-rx/example-classify';
import { encodeVideo, type Rate } from './encode-video.js';
import { makeScene, type SceneSet, sceneSets } from './make-scene.js';
import type { Scene, SceneFormat } from './scene.js';
import { ScenePainter } from './scene-painter.js';
import { type Seen, truthAt } from './truth.js';

/** A clip shows so many scenes, one after the other … */
export const scenesPerClip = 8;
/** … and so many frames of each. */
export const framesPerScene = 8;

/** A clip, and what is to be seen in each of its frames. */
export interface Clip {
  readonly format: SceneFormat;
  readonly frames: readonly (readonly Seen[])[];
}

/**
 * Renders clip `index` of a set, and encodes it with a random loss; all of it follows from the set and the number. To be called before
 * a device is opened.
 */
export async function writeClip(path: string, set: SceneSet, index: number): Promise<Clip> {
  const random = new Random(16, sceneSets[set], index);
  const [width, height] = random.pick([
    [640, 360],
    [640, 360],
    [640, 480],
    [960, 540],
  ] as const);
  const format = { width, height, fps: random.pick([8, 12.5, 25, 25, 30]) };
  // Most clips have a constant quality, the others a bit rate.
  const rate: Rate = random.chance(0.75)
    ? { crf: 20 + random.below(15) }
    : { kilobits: 200 + random.below(800) };

  const frames: Seen[][] = [];
  let scene: Scene;
  let painter: ScenePainter;
  const paint = (frame: number) => {
    const number = frame % framesPerScene;
    if (number === 0) {
      scene = makeScene(set, scenesPerClip * index + frame / framesPerScene, format);
      painter = new ScenePainter(scene);
    }
    frames.push(truthAt(scene, number / format.fps));
    return painter.paint(number);
  };
  await encodeVideo(path, format, scenesPerClip * framesPerScene, paint, { rate });
  return { format, frames };
}
