// The frames that the ffmpeg program writes to a pipe.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { framesAhead, type RgbFrames } from './rgb-frames.js';

/**
 * Bytes are copied once, from the chunks of the pipe to the memory of a frame, which is used again. With `framesAhead` frames waiting
 * the pipe is not read, so the program waits.
 */
export class FfmpegFrames implements RgbFrames {
  readonly #child: ChildProcess;
  readonly #gone: Promise<unknown>;
  readonly #bytes: number;
  readonly #free: Uint8Array[] = [];
  readonly #ready: Uint8Array[] = [];
  readonly #asking: ((frame: Uint8Array | undefined) => void)[] = [];
  #current: Uint8Array;
  #filled = 0;
  #isOver = false;

  constructor(video: string, width: number, height: number, threads: number) {
    this.#bytes = 3 * width * height;
    this.#current = this.#memory();
    const args = ['-v', 'error', '-nostdin', '-threads', String(threads), '-i', video];
    const raw = ['-map', '0:v:0', '-f', 'rawvideo', '-pix_fmt', 'rgb24', 'pipe:1'];
    this.#child = spawn('ffmpeg', [...args, ...raw], { stdio: ['ignore', 'pipe', 'ignore'] });
    this.#gone = once(this.#child, 'close');
    this.#child.stdout?.on('data', (chunk: Buffer) => this.#take(chunk));
    this.#child.stdout?.on('end', () => {
      this.#isOver = true;
      for (const resolve of this.#asking.splice(0)) resolve(undefined);
    });
  }

  next(): Promise<Uint8Array | undefined> {
    const frame = this.#ready.shift();
    if (frame !== undefined) {
      if (this.#ready.length < framesAhead) this.#child.stdout?.resume();
      return Promise.resolve(frame);
    }
    if (this.#isOver) return Promise.resolve(undefined);
    return new Promise((resolve) => {
      this.#asking.push(resolve);
    });
  }

  release(frame: Uint8Array): void {
    this.#free.push(frame);
  }

  async close(): Promise<void> {
    this.#child.kill('SIGKILL');
    this.#child.stdout?.destroy();
    await this.#gone;
  }

  #memory(): Uint8Array {
    return this.#free.pop() ?? Buffer.allocUnsafeSlow(this.#bytes);
  }

  #take(chunk: Buffer): void {
    for (let from = 0; from < chunk.length; ) {
      const part = chunk.subarray(from, from + this.#bytes - this.#filled);
      this.#current.set(part, this.#filled);
      this.#filled += part.length;
      from += part.length;
      if (this.#filled === this.#bytes) this.#emit();
    }
  }

  #emit(): void {
    const frame = this.#current;
    this.#current = this.#memory();
    this.#filled = 0;
    const resolve = this.#asking.shift();
    if (resolve !== undefined) {
      resolve(frame);
      return;
    }
    this.#ready.push(frame);
    if (this.#ready.length >= framesAhead) this.#child.stdout?.pause();
  }
}
