import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { SceneFormat } from './scene.js';

/** How much a picture loses: `crf` is the quality (0 to 51, higher is worse), `kilobits` a rate per second. */
export type Rate = { readonly crf: number } | { readonly kilobits: number };

export interface EncodeOptions {
  readonly rate: Rate;
  /** Of libx264. Default: veryfast. */
  readonly preset?: string;
}

/**
 * Writes a video of H.264 with the ffmpeg program. To be called before a device is opened, since AscendCL does not support
 * programs that fork later.
 *
 * @param paint draws frame `number`, and gives it as red, green and blue, row by row. It may use its memory again
 */
export async function encodeVideo(
  path: string,
  { width, height, fps }: SceneFormat,
  count: number,
  paint: (number: number) => Uint8Array,
  { rate, preset = 'veryfast' }: EncodeOptions,
): Promise<void> {
  const input = `-f rawvideo -pix_fmt rgb24 -s ${width}x${height} -r ${fps} -i -`.split(' ');
  const quality = 'crf' in rate ? ['-crf', `${rate.crf}`] : ['-b:v', `${rate.kilobits}k`];
  // Players and decoders are told the matrix that was used: without it they guess by the size.
  const colour =
    '-vf scale=out_color_matrix=bt709:out_range=tv -colorspace bt709 -color_primaries bt709 -color_trc bt709';
  const output =
    `-pix_fmt yuv420p -c:v libx264 -preset ${preset} -threads 1 ${colour} -movflags +faststart`.split(' ');
  const child = spawn('ffmpeg', ['-v', 'error', '-y', ...input, ...output, ...quality, path], {
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    log += text;
  });
  // What cannot be written shows in how the program ends.
  child.stdin.on('error', () => {});
  const ended = new Promise<void>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (code === 0) resolve();
      else reject(new Error(`ffmpeg cannot write ${path} (${signal ?? code}): ${log.trim()}`));
    });
  });
  ended.catch(() => {});
  try {
    for (let number = 0; number < count && !child.stdin.destroyed; number += 1) {
      // Copied: the pipe takes it later.
      if (!child.stdin.write(Buffer.from(paint(number))))
        await Promise.race([once(child.stdin, 'drain'), ended]);
    }
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }
  child.stdin.end();
  await ended;
}
