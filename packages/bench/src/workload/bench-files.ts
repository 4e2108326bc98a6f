import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ContenderSettings } from '../protocol/contender-settings.js';
import { writeInputs } from './input-file.js';
import { type BenchModel, type ModelName, models } from './models.js';

/** Distinct inputs that every contender uses in a circle. */
export const buffers = 100;

/** The files of a benchmark: models and their inputs. Each is written when a case first needs it. */
export class BenchFiles {
  /** @param folder where the files are written. The caller removes it. */
  constructor(readonly folder: string) {}

  /** A model and its inputs, for contenders. */
  of(name: ModelName): Pick<ContenderSettings, 'model' | 'inputs' | 'buffers'> {
    return { model: this.model(name), inputs: this.inputs(models[name].input, buffers), buffers };
  }

  model(name: ModelName): string {
    return this.#file(`${name}.onnx`, (file) => writeFileSync(file, models[name].encode()));
  }

  /** So many inputs of these dims. */
  inputs({ name, dims }: Pick<BenchModel['input'], 'name' | 'dims'>, count: number): string {
    const elements = dims.reduce<number>((product, dim) => product * dim, 1);
    return this.#file(`${name}-${dims.join('x')}-${count}.bin`, (file) => writeInputs(file, elements, count));
  }

  /**
   * A video, H.264, that the ffmpeg program makes.
   *
   * @throws Error without an ffmpeg program that has libx264
   */
  video(name: string, size: string, fps: number, seconds: number): string {
    return this.#file(`${name}.mp4`, (file) => {
      const picture = ['-f', 'lavfi', '-i', `testsrc2=size=${size}:rate=${fps}`, '-t', `${seconds}`];
      const h264 = ['-c:v', 'libx264', '-preset', 'fast', '-g', `${2 * fps}`, '-pix_fmt', 'yuv420p'];
      runFfmpeg([...picture, ...h264, file]);
    });
  }

  /**
   * The same pictures `times` times, one after the other, as they are encoded.
   *
   * @throws Error without an ffmpeg program
   */
  repeated(name: string, video: string, times: number): string {
    return this.#file(`${name}-${times}.mp4`, (file) =>
      runFfmpeg(['-stream_loop', String(times - 1), '-i', video, '-c', 'copy', file]),
    );
  }

  #file(name: string, write: (file: string) => void): string {
    const file = join(this.folder, name);
    if (!existsSync(file)) write(file);
    return file;
  }
}

function runFfmpeg(args: readonly string[]): void {
  const { status, stderr, error } = spawnSync('ffmpeg', ['-v', 'error', ...args], { encoding: 'utf8' });
  if (status === 0) return;
  throw new Error(`This case needs the ffmpeg program to make its videos: ${error?.message ?? stderr}`);
}
