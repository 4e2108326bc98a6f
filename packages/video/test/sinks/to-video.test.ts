// Video files that are written: what comes back when they are read, and what is left when that is not wanted or fails.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { prepareFrame } from '@ascend-rx/native/frames';
import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { firstValueFrom, from, lastValueFrom, map, tap } from 'rxjs';
import { helperPid } from '../../src/helper/ffmpeg-helper.js';
import {
  type FrameImage,
  fromVideo,
  type SinkPicture,
  toVideo,
  VideoWriter,
  videoUsage,
} from '../../src/index.js';
import { collect } from '../support/collect.js';
import { FakeFrames } from '../support/fake-frames.js';
import { expectNothingLeft, noteUsage, programs } from '../support/usage.js';
import { describeWithFfmpeg, hasEncoder, VideoFolder } from '../support/videos.js';

const folder = new VideoFolder();
afterAll(() => folder.remove());
beforeEach(noteUsage);
afterEach(expectNothingLeft);

/** A program that is ffmpeg when it is asked for its encoders, and else runs this. */
function program(name: string, command: string): string {
  const path = folder.write(
    name,
    `#!/bin/sh\ncase "$*" in *-encoders*) exec ffmpeg "$@";; esac\n${command}\n`,
  );
  chmodSync(path, 0o755);
  return path;
}

const parts = () => readdirSync(folder.path).filter((name) => name.endsWith('.part'));

/** When a program has ended, which nobody waits for. */
const gone = (pids: readonly string[]) =>
  Promise.all(
    pids.map((pid) => once(spawn('tail', ['-s', '0.05', '--pid', pid, '-f', '/dev/null']), 'exit')),
  );

/** When something is so that nobody tells. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}

type Colour = readonly [number, number, number];
const colours: readonly Colour[] = [
  [230, 20, 20],
  [20, 200, 40],
  [30, 40, 220],
];

/** Y, U and V of a colour, by ITU-R BT.601 or BT.709. */
function yuvOf([r, g, b]: Colour, space: 'bt601' | 'bt709', range: 'limited' | 'full'): Colour {
  const [kr, kb] = space === 'bt601' ? [0.299, 0.114] : [0.2126, 0.0722];
  const y = kr * r + (1 - kr - kb) * g + kb * b;
  const [u, v] = [(b - y) / (2 * (1 - kb)), (r - y) / (2 * (1 - kr))];
  if (range === 'full') return [Math.round(y), Math.round(u + 128), Math.round(v + 128)];
  return [
    ...[Math.round(16 + (y * 219) / 255), Math.round(128 + (u * 224) / 255)],
    Math.round(128 + (v * 224) / 255),
  ] as unknown as Colour;
}

/** A picture of one colour, with padded rows. */
function plain(colour: Colour, like: Partial<SinkPicture>): SinkPicture {
  const picture = {
    ...{ width: 64, height: 48, pixelFormat: 'rgb24', colorSpace: 'bt709', range: 'limited', pts: 0 },
    ...like,
  } as SinkPicture;
  const { width, height, pixelFormat, colorSpace, range } = picture;
  const plane = (row: readonly number[], samples: number, rows: number) => {
    const stride = samples * row.length + 5;
    return {
      stride,
      data: Uint8Array.from({ length: stride * rows }, (_, i) => row[(i % stride) % row.length] as number),
    };
  };
  const [r, g, b] = colour;
  const [y, u, v] = yuvOf(colour, colorSpace, range);
  const [w, h] = [Math.ceil(width / 2), Math.ceil(height / 2)];
  const all = {
    rgb24: () => [plane([r, g, b], width, height)],
    bgr24: () => [plane([b, g, r], width, height)],
    gray: () => [plane([r], width, height)],
    nv12: () => [plane([y], width, height), plane([u, v], w, h)],
    yuv420p: () => [plane([y], width, height), plane([u], w, h), plane([v], w, h)],
  }[pixelFormat]();
  return { ...picture, planes: all.map(({ data }) => data), strides: all.map(({ stride }) => stride) };
}

/** The colour in the middle of a picture. */
async function colourOf(image: FrameImage): Promise<Colour> {
  const { width, height } = image;
  const data = new Uint8Array(3 * width * height);
  const all = { left: 0, top: 0, width, height };
  await prepareFrame(image, { width, height, type: 'uint8', layout: 'nhwc' }, [
    { source: all, content: all, data },
  ]);
  const at = 3 * ((height >> 1) * width + (width >> 1));
  return [data[at], data[at + 1], data[at + 2]] as unknown as Colour;
}

describeWithFfmpeg('a video file that is written', () => {
  const codecs = ['libx264', 'mpeg4'].filter(hasEncoder);

  it.each(codecs)('should have each frame at its own time: %s', async (codec) => {
    // 29.97 per second, a gap, and a clock that begins anew.
    const times = [7, 7 + 1001 / 30_000, 7 + 2002 / 30_000, 9.5, 9.54, 0.2, 0.24];
    const pictures = times.map((pts, i) => plain([30 * i, 30 * i, 30 * i], { pts }));
    const path = folder.at(`times-${codec}.mp4`);
    await lastValueFrom(from(pictures).pipe(toVideo(path, { codec })));
    const { frames, error } = await collect(fromVideo(path));
    expect(error).toBeUndefined();
    const expected = [0, 1001 / 30_000, 2002 / 30_000, 2.5, 2.54, 2.58, 2.62];
    expect(frames).toHaveLength(times.length);
    for (const [i, frame] of frames.entries()) {
      expect(Math.abs(frame.pts - (expected[i] as number))).toBeLessThan(2e-5);
      expect(Math.abs((frame.luma[0] as number) - (16 + (30 * i * 219) / 255))).toBeLessThan(4);
    }
    expect(parts()).toEqual([]);
  });

  const yuv = ['bt601', 'bt709'].flatMap((colorSpace, i) =>
    ['limited', 'full'].map((range, k) => ({
      pixelFormat: ['yuv420p', 'nv12'][(i + k) % 2],
      colorSpace,
      range,
    })),
  );
  it.each([...yuv, { pixelFormat: 'rgb24' }, { pixelFormat: 'rgb24', height: 720 }])(
    'should have the colours of its pictures: %j',
    async (like) => {
      const path = folder.at('colours.mkv');
      const pictures = colours.map((colour) => plain(colour, like as Partial<SinkPicture>));
      await lastValueFrom(from(pictures).pipe(toVideo(path, { fps: 10 })));
      const read: Colour[] = [];
      for await (const frame of fromVideo(path)) {
        read.push(await colourOf(frame));
        frame.release();
      }
      expect(read).toHaveLength(3);
      for (const [i, colour] of read.entries())
        for (const [k, value] of colour.entries())
          expect(Math.abs(value - (colours[i]?.[k] as number))).toBeLessThan(6);
    },
  );

  it('should be replaced by one of odd size, with a line added', async () => {
    const path = folder.write('odd.mov', 'what was there before');
    await lastValueFrom(
      from([plain([200, 0, 0], { pixelFormat: 'gray', width: 33, height: 17 })]).pipe(toVideo(path)),
    );
    const { frames, error } = await collect(fromVideo(path));
    expect(error).toBeUndefined();
    expect(frames.map(({ width, height }) => [width, height])).toEqual([[34, 18]]);
  });

  it('should come of results whose frames the pipeline still holds', async () => {
    const clip = folder.h264('clip.mp4', '64x48', 30);
    const path = folder.at('copy.mp4');
    let most = 0;
    let held = 0;
    const results = fromVideo(clip, { maxFrames: 3 }).pipe(
      map((source) => ({ source: source.retain() })),
      tap(({ source }) => {
        source.release();
        held += 1;
        most = Math.max(most, held);
      }),
      toVideo(path),
      tap(({ source }) => {
        expect(source.planes[0]?.length).toBeGreaterThan(0); // in the handler it can be used
        held -= 1;
        source.release();
      }),
    );
    await lastValueFrom(results);
    expect(most).toBeLessThanOrEqual(3);
    const [before, after] = [await collect(fromVideo(clip)), await collect(fromVideo(path))];
    expect(after.frames.map(({ pts }) => Math.round(pts * 1000))).toEqual(
      before.frames.map(({ pts }) => Math.round(pts * 1000)),
    );
  });
});

describeWithFfmpeg('a video file that is not completed', () => {
  const path = folder.at('kept.mp4');
  beforeEach(() => {
    folder.write('kept.mp4', 'old');
  });
  afterEach(() => {
    expect(readFileSync(path, 'utf8')).toBe('old');
    expect(parts()).toEqual([]);
  });

  it('should be removed when nobody wants the rest, and frames that wait be given back', async () => {
    const frames = new FakeFrames();
    const idle = program('idle', 'exec sleep 1000');
    const size = { pixelFormat: 'rgb24', width: 512, height: 512 } as const;
    const all = [0, 1, 2, 3].map((i) => frames.make(i, size));
    const subscription = from(all)
      .pipe(toVideo(path, { ffmpeg: idle }))
      .subscribe();
    const writer = new VideoWriter(folder.at('other.mp4'), { ffmpeg: idle });
    // Its program begins after that of the other.
    const waiting = writer.write(plain([0, 0, 0], { width: 640, height: 480 }));
    await until(() => programs().length === 2);
    expect(frames.held).toEqual([0, 1, 2, 3]);
    const pids = programs();
    subscription.unsubscribe();
    await Promise.all([expect(waiting).rejects.toMatchObject({ code: 'ERR_VIDEO_WRITE' }), writer.abort()]);
    await gone(pids);
    await until(() => parts().length === 0);
    expect(frames.held).toEqual([]);
    frames.close();
  });

  it('should not begin when nobody wants it any more', async () => {
    const frames = new FakeFrames();
    for (const wait of [0, 1, 20]) {
      const values = from([frames.make(0), frames.make(1)]);
      const subscription = values.pipe(toVideo(path, { fps: 1 })).subscribe();
      if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
      subscription.unsubscribe();
    }
    await until(() => frames.held.length + programs().length + parts().length === 0);
    frames.close();
  });

  it('should be removed when the helper process is killed', async () => {
    const writer = new VideoWriter(path);
    await writer.write(plain([0, 0, 0], {}));
    await until(() => programs().length === 1);
    const pids = programs();
    process.kill(helperPid() as number, 'SIGKILL');
    await expect(writer.end()).rejects.toMatchObject({
      code: 'ERR_VIDEO_ENCODER',
      message: expect.stringContaining('helper process'),
    });
    await gone(pids);
  });

  it('should be removed when the program is killed', async () => {
    const writer = new VideoWriter(path);
    await writer.write(plain([0, 0, 0], {}));
    expect(parts()).toHaveLength(1);
    await until(() => programs().length === 1); // it may be written before the program reads
    process.kill(Number(programs()[0]), 'SIGKILL');
    await expect(writer.end()).rejects.toMatchObject({
      code: 'ERR_VIDEO_WRITE',
      message: expect.stringContaining('SIGKILL'),
    });
    await expect(writer.write(plain([0, 0, 0], {}))).rejects.toMatchObject({ code: 'ERR_VIDEO_WRITE' });
  });

  it.each(['mp4', 'mkv'])('should be removed when there is no room: %s', async (ending) => {
    // A file of more than 4 KiB is refused, as a full disk does it.
    const full = program('full', 'ulimit -f 8\ntrap "" XFSZ\nexec ffmpeg "$@"');
    const noise = (i: number) => {
      const picture = plain([0, 0, 0], { pts: i / 25 });
      for (let at = 0, x = i + 1; at < (picture.planes[0] as Uint8Array).length; at += 1) {
        x = (x * 48271) % 2147483647;
        (picture.planes[0] as Uint8Array)[at] = x & 255;
      }
      return picture;
    };
    const pictures = Array.from({ length: 20 }, (_, i) => noise(i));
    const result = lastValueFrom(from(pictures).pipe(toVideo(folder.at(`full.${ending}`), { ffmpeg: full })));
    await expect(result).rejects.toMatchObject({
      code: 'ERR_VIDEO_WRITE',
      message: expect.stringContaining('File too large'),
    });
    expect(readdirSync(folder.path)).not.toContain(`full.${ending}`);
  });

  it.each([
    [
      'of another size',
      [plain([0, 0, 0], {}), plain([0, 0, 0], { width: 32, pts: 1 })],
      {},
      'ERR_VIDEO_WRITE',
      '64 × 48',
    ],
    ['without time', [plain([0, 0, 0], { pts: Number.NaN })], {}, 'ERR_VIDEO_WRITE', '`fps`'],
    [
      'for an encoder that is none',
      [plain([0, 0, 0], {})],
      { codec: 'nonsense' },
      'ERR_VIDEO_ENCODER',
      'nonsense',
    ],
    [
      'for a program that is none',
      [plain([0, 0, 0], {})],
      { ffmpeg: '/none' },
      'ERR_VIDEO_ENCODER',
      '`ffmpeg`',
    ],
    ['of which there are none', [], {}, 'ERR_VIDEO_WRITE', 'no picture'],
  ])('should be refused for pictures %s', async (_, pictures, options, code, message) => {
    const result = lastValueFrom(from(pictures as SinkPicture[]).pipe(toVideo(path, options)));
    await expect(result).rejects.toMatchObject({ code, message: expect.stringContaining(message) });
  });

  it('should be refused where there is no folder, and where a folder is', async () => {
    const results = [folder.at('none/out.mp4'), folder.at('folder.mp4')].map((name) => new VideoWriter(name));
    folder.write('folder.mp4.x', '');
    for (const [i, writer] of results.entries()) {
      if (i === 1) (await import('node:fs')).mkdirSync(folder.at('folder.mp4'), { recursive: true });
      const written = writer.write(plain([0, 0, 0], {})).then(() => writer.end());
      await expect(written).rejects.toMatchObject({
        code: 'ERR_VIDEO_WRITE',
        cause: { code: i === 0 ? 'ENOENT' : 'EISDIR' },
      });
    }
  });

  it('should be removed when the source fails, or less is taken', async () => {
    const clip = folder.h264('clip.mp4', '64x48', 30);
    const failing = fromVideo(clip).pipe(
      map((frame, i) => {
        if (i < 5) return frame;
        frame.release();
        throw new Error('mine');
      }),
      toVideo(path),
    );
    await expect(lastValueFrom(failing)).rejects.toThrow('mine');
    await firstValueFrom(fromVideo(clip).pipe(toVideo(path)));
    await until(() => programs().length + parts().length + videoUsage().sources === 0);
  });

  it('should be removed at the end of the process', async () => {
    const script = fileURLToPath(new URL('writing.mjs', import.meta.url));
    const child = spawn(process.execPath, [script, folder.at('exit.mp4')], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [printed] = await once(child.stdout, 'data');
    await gone(String(printed).trim().split(' '));
    expect(readdirSync(folder.path).filter((name) => name.startsWith('exit'))).toEqual([]);
  });
});

describe('wrong arguments', () => {
  it.each([
    ['out.avi', {}, 'path'],
    [7, {}, 'path'],
    ['out.mp4', { fps: 0 }, 'fps'],
    ['out.mp4', { codec: '-y' }, 'codec'],
    ['out.mp4', { ffmpeg: '' }, 'ffmpeg'],
    ['out.mp4', { picture: 1 }, 'picture'],
    ['out.mp4', { rate: 1 }, 'rate'],
  ])('should be refused: %j %j', (path, options, name) => {
    expect(() => toVideo(path as string, options as object)).toThrow(name);
  });
});
