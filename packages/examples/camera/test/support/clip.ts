import { openEncoder } from '../../src/encode/open-encoder.js';
import { Painter } from '../../src/scene/painter.js';
import { sceneFormat } from '../../src/scene/scene.js';

/** Writes so many frames of the scene to a file, by node-av. */
export async function writeClip(path: string, frames: number): Promise<void> {
  const encoder = await openEncoder(path, sceneFormat, 'node-av');
  const painter = new Painter();
  for (let number = 0; number < frames; number += 1) {
    await painter.paint(number / sceneFormat.fps);
    await encoder.write(painter.pixels);
  }
  await encoder.end();
}
