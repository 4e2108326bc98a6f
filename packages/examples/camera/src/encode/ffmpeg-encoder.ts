import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { UsageError } from 'ascend-rx/options';
import type { VideoEncoder, VideoFormat } from './video-encoder.js';

/** Encodes MPEG-4, which every build of the ffmpeg program can. To be called before a device is opened. */
export function ffmpegEncoder(path: string, { width, height, fps }: VideoFormat): VideoEncoder {
  const input = [
    '-f',
    'rawvideo',
    '-pix_fmt',
    'rgb24',
    '-s',
    `${width}x${height}`,
    '-r',
    String(fps),
    '-i',
    '-',
  ];
  const output = ['-pix_fmt', 'yuv420p', '-c:v', 'mpeg4', '-q:v', '3', '-g', String(fps), '-f', 'mp4', path];
  const child = spawn('ffmpeg', ['-v', 'error', '-nostdin', '-y', ...input, ...output], {
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    log += text;
  });
  // What cannot be written shows in how the program ends.
  child.stdin.on('error', () => {});
  const ended = new Promise<void>((resolve, reject) => {
    child.on('error', (error: NodeJS.ErrnoException) => {
      const isMissing = error.code === 'ENOENT';
      reject(
        isMissing
          ? new UsageError(
              'neither node-av nor the ffmpeg program is installed: install one, or give a camera',
            )
          : error,
      );
    });
    child.on('close', (code, signal) => {
      if (code === 0) resolve();
      else reject(new Error(`ffmpeg cannot encode the scene (${signal ?? code}): ${log.trim()}`));
    });
  });
  ended.catch(() => {});
  return {
    async write(rgb) {
      if (child.stdin.destroyed) return await ended;
      // Copied: the pipe may take it later.
      if (!child.stdin.write(Buffer.from(rgb))) await Promise.race([once(child.stdin, 'drain'), ended]);
    },
    async end() {
      child.stdin.end();
      await ended;
    },
    abort: () => void child.kill('SIGKILL'),
  };
}
