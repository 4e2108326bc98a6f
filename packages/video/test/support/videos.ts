// Videos that the tests make: small, by the ffmpeg program.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe } from '@jest/globals';
import { hasFfmpeg, withFfmpeg } from '../../../../test/support/ffmpeg.js';

const run = (args: readonly string[]) => spawnSync('ffmpeg', [...args], { encoding: 'utf8' });

/** `describe`, or a skipped one whose name says why. */
export const describeWithFfmpeg = withFfmpeg(describe);

/** The decoders that can be tested here. */
export const decodersHere: readonly ('node-av' | 'ffmpeg')[] = hasFfmpeg
  ? ['node-av', 'ffmpeg']
  : ['node-av'];

/** Whether ffmpeg can encode with this; says so if not. */
export function hasEncoder(name: string): boolean {
  const has = hasFfmpeg && run(['-hide_banner', '-encoders']).stdout.includes(` ${name} `);
  if (!has) process.stderr.write(`skipped: ffmpeg has no encoder ${name}\n`);
  return has;
}

/** A folder for the videos of one test file. Remove it in `afterAll`. */
export class VideoFolder {
  readonly path = mkdtempSync(join(tmpdir(), 'ascend-rx-'));

  at(name: string): string {
    return join(this.path, name);
  }

  write(name: string, bytes: Uint8Array | string): string {
    writeFileSync(this.at(name), bytes);
    return this.at(name);
  }

  /** Encodes a test picture: `args` stand before the name of the output. */
  make(name: string, source: string, ...args: string[]): string {
    return this.encode(name, ['-f', 'lavfi', '-i', source, ...args]);
  }

  /** The same for the output of any command line. A file that exists already is not made again. */
  encode(name: string, args: readonly string[]): string {
    const path = this.at(name);
    if (existsSync(path)) return path; // made by an earlier test
    const { status, stderr } = run(['-v', 'error', '-y', ...args, path]);
    if (status !== 0) throw new Error(`ffmpeg cannot make ${name}: ${stderr}`);
    return path;
  }

  /** H.264, 25 frames per second, a key frame every 10. */
  h264(name: string, size: string, frames: number): string {
    const x264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-g', '10', '-pix_fmt', 'yuv420p'];
    return this.make(name, `testsrc2=size=${size}:rate=25`, '-frames:v', String(frames), ...x264);
  }

  /** H.264 or H.265 as a camera sends it: no picture waits for a later one, each has one slice, a key picture every 5. */
  camera(name: string, codec: 'h264' | 'h265', size: string, frames: number): Buffer {
    const encoders = {
      h264: ['-c:v', 'libx264', '-x264-params', 'sliced-threads=0:keyint=5:scenecut=0'],
      h265: [
        '-c:v',
        'libx265',
        '-x265-params',
        'log-level=none:keyint=5:scenecut=0:pools=none:frame-threads=1',
      ],
    };
    const more = ['-preset', 'ultrafast', '-tune', 'zerolatency', '-threads', '1', '-pix_fmt', 'yuv420p'];
    const source = `testsrc2=size=${size}:rate=25`;
    return readFileSync(this.make(name, source, '-frames:v', String(frames), ...encoders[codec], ...more));
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}
