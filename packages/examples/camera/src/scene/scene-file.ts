import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEncoder } from '../encode/open-encoder.js';
import { Painter } from './painter.js';
import { sceneFormat, sceneSeconds } from './scene.js';

/** The scene as a video file in a temporary folder. */
export interface SceneFile {
  readonly path: string;
  /** Removes the folder. */
  remove(): void;
}

export interface SceneFileOptions {
  readonly decoder: 'auto' | 'node-av' | 'ffmpeg';
  /** Seconds of the scene that are needed; all of it at most. */
  readonly seconds: number;
  /** When it is aborted, nothing is left, and the Promise resolves to undefined. */
  readonly signal: AbortSignal;
  /** Called with the share that is done, from 0 to 1. */
  readonly onProgress?: (done: number) => void;
}

/** Renders and encodes the scene. To be called before a device is opened, since ffmpeg may be started. */
export async function writeSceneFile(options: SceneFileOptions): Promise<SceneFile | undefined> {
  const { decoder, seconds, signal, onProgress } = options;
  const folder = mkdtempSync(join(tmpdir(), 'ascend-rx-camera-'));
  const remove = () => {
    process.off('exit', remove);
    rmSync(folder, { recursive: true, force: true });
  };
  // Also if the process is ended in the middle.
  process.on('exit', remove);
  try {
    const path = join(folder, 'scene.mp4');
    const encoder = await openEncoder(path, sceneFormat, decoder);
    try {
      const painter = new Painter();
      const count = Math.ceil(Math.min(seconds, sceneSeconds) * sceneFormat.fps);
      for (let number = 0; number < count && !signal.aborted; number += 1) {
        await painter.paint(number / sceneFormat.fps);
        await encoder.write(painter.pixels);
        onProgress?.((number + 1) / count);
        // For signals and timers.
        await new Promise((resolve) => setImmediate(resolve));
      }
      if (signal.aborted) {
        encoder.abort();
        remove();
        return undefined;
      }
      await encoder.end();
      return { path, remove };
    } finally {
      encoder.abort();
    }
  } catch (error) {
    remove();
    throw error;
  }
}
