// Files, by both decoders: what is read, how far ahead, and what becomes of bad ones.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { helperPid } from '../../src/helper/ffmpeg-helper.js';
import { type Frame, fromVideo, videoUsage } from '../../src/index.js';
import { collect } from '../support/collect.js';
import { processesGone } from '../support/processes-gone.js';
import { expectNothingLeft, noteUsage, programs } from '../support/usage.js';
import { describeWithFfmpeg, VideoFolder } from '../support/videos.js';

const folder = new VideoFolder();
afterAll(() => folder.remove());
beforeEach(noteUsage);
afterEach(expectNothingLeft);

/** A bitmap of 24 bits per pixel, without pixels. */
function bitmap(width: number, height: number): Buffer {
  const file = Buffer.alloc(58);
  file.write('BM');
  file.writeUInt32LE(file.length, 2);
  file.writeUInt32LE(54, 10);
  file.writeUInt32LE(40, 14);
  file.writeInt32LE(width, 18);
  file.writeInt32LE(height, 22);
  file.writeUInt16LE(1, 26);
  file.writeUInt16LE(24, 28);
  return file;
}

describeWithFfmpeg('a video file', () => {
  let clip = '';
  beforeAll(() => {
    clip = folder.h264('clip.mp4', '160x120', 30);
  });

  describe.each(['node-av', 'ffmpeg'] as const)('decoded by %s', (decoder) => {
    it('should give every frame, in order, with its time', async () => {
      const { frames, error } = await collect(fromVideo(clip, { decoder, maxFrames: 3 }));
      expect(error).toBeUndefined();
      expect(frames.map(({ index }) => index)).toEqual(Array.from({ length: 30 }, (_, i) => i));
      for (const { pts, index, width, height } of frames) {
        expect({ width, height }).toEqual({ width: 160, height: 120 });
        expect(pts).toBeCloseTo(index / 25, 3);
      }
    });

    it('should be pushed to a subscriber', async () => {
      const indexes: number[] = [];
      const source = fromVideo(clip, { decoder, maxFrames: 3 });
      const states: string[] = [];
      source.state$.subscribe(({ state }) => states.push(state));
      await source.forEach((frame) => {
        indexes.push(frame.index);
        frame.release();
      });
      expect(indexes).toHaveLength(30);
      expect(source.stats).toEqual({ frames: 30, skipped: 0, corruptDropped: 0, losses: 0 });
      await source.close();
      expect(states).toEqual(['idle', 'connecting', 'live', 'idle']);
    });

    it('should wait while as many frames are held as the bound permits, and go on with each release', async () => {
      const source = fromVideo(clip, { decoder, maxFrames: 3 });
      const held: Frame[] = [];
      let most = 0;
      await new Promise<void>((resolve, reject) => {
        source.subscribe({
          next: (frame) => {
            held.push(frame);
            most = Math.max(most, videoUsage().framesAlive);
            // The decoder can do nothing more: a release is what goes on.
            if (held.length === 3) setImmediate(() => held.shift()?.release());
          },
          error: reject,
          complete: resolve,
        });
      }).finally(() => {
        for (const frame of held) frame.release();
      });
      expect(most).toBe(3);
      await source.close();
    });

    it('should end at once when its subscriber leaves, while it waits', async () => {
      const source = fromVideo(clip, { decoder, maxFrames: 1 });
      const frame = await new Promise<Frame>((resolve) => {
        const subscription = source.subscribe((first) => {
          resolve(first);
          setImmediate(() => subscription.unsubscribe());
        });
      });
      await source.close();
      expect(frame.planes[0]?.length).toBeGreaterThan(0);
      expect(videoUsage()).toMatchObject({ sources: 0, framesAlive: 1 });
      expect(programs()).toEqual([]);
      frame.release();
    });

    it('should complete its subscriber by close', async () => {
      const source = fromVideo(clip, { decoder, maxFrames: 1 });
      const ending = new Promise<string>((resolve) => {
        source.subscribe({
          next: (frame) => {
            frame.release();
            void source.close();
          },
          error: () => resolve('error'),
          complete: () => resolve('complete'),
        });
      });
      expect(await ending).toBe('complete');
      await source.close();
    });

    it('should be read again by the next subscriber, and by one at a time', async () => {
      const source = fromVideo(clip, { decoder });
      const iterator = source[Symbol.asyncIterator]();
      const first = await iterator.next();
      await expect(source[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: 'ERR_VIDEO_BUSY' });
      first.value?.release();
      await iterator.return?.();
      const again = await source[Symbol.asyncIterator]().next();
      expect(again.value.pts).toBeCloseTo(0);
      again.value.release();
      await source.close();
      await expect(source[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: 'ERR_VIDEO_BUSY' });
    });

    it('should follow a change of size', async () => {
      const parts = ['160x120', '96x64', '160x120'].map((size, i) => folder.h264(`part${i}.h264`, size, 5));
      const mixed = folder.write(
        `mixed-${decoder}.h264`,
        Buffer.concat(parts.map((part) => readFileSync(part))),
      );
      const { frames, error } = await collect(fromVideo(mixed, { decoder, maxFrames: 2 }));
      expect(error).toBeUndefined();
      const sizes = frames.map(({ width, height }) => `${width}x${height}`);
      expect(sizes).toEqual(['160x120', '96x64', '160x120'].flatMap((size) => new Array(5).fill(size)));
      for (const { width, height, luma } of frames) expect(luma).toHaveLength(width * height);
    });

    it('should be read as far as it goes if it is cut off', async () => {
      const whole = folder.h264('whole.ts', '160x120', 30);
      const bytes = readFileSync(whole);
      const cut = folder.write(`cut-${decoder}.ts`, bytes.subarray(0, bytes.length / 2));
      const { frames, error } = await collect(fromVideo(cut, { decoder }));
      expect(error).toBeUndefined();
      expect(frames.length).toBeGreaterThan(0);
      expect(frames.length).toBeLessThan(30);
    });

    describe('with flipped bits', () => {
      let damaged = '';
      beforeAll(() => {
        const bytes = Buffer.from(readFileSync(folder.h264('sound.h264', '160x120', 40)));
        for (let at = 4000; at < bytes.length; at += 997) bytes[at] = (bytes[at] as number) ^ 0x55;
        damaged = folder.write(`damaged-${decoder}.h264`, bytes);
      });

      it('should mark pictures that the decoder finds corrupt', async () => {
        const { frames, error } = await collect(fromVideo(damaged, { decoder }));
        expect(error).toBeUndefined();
        expect(frames.filter(({ corrupt }) => corrupt).length).toBeGreaterThan(0);
      });

      it('should keep them as asked', async () => {
        const { frames } = await collect(fromVideo(damaged, { decoder, corrupt: 'keep' }));
        expect(frames.length).toBeGreaterThan(0);
        expect(frames.some(({ corrupt }) => corrupt)).toBe(false);
      });

      it('should drop and count them as asked', async () => {
        const source = fromVideo(damaged, { decoder, corrupt: 'drop' });
        const { frames } = await collect(source);
        expect(frames.some(({ corrupt }) => corrupt)).toBe(false);
        expect(source.stats.corruptDropped).toBeGreaterThan(0);
      });
    });

    it.each([
      ['nothing', ''],
      ['text', 'This is not a video.\n'.repeat(50)],
      ['noise', Buffer.from(Array.from({ length: 5000 }, (_, i) => (i * 7919 + (i >> 3) * 104729) & 255))],
    ])('should be refused if it is %s', async (name, bytes) => {
      const path = folder.write(`bad-${name}-${decoder}.mp4`, bytes);
      const { frames, error } = await collect(fromVideo(path, { decoder }));
      expect(frames).toEqual([]);
      expect(error).toMatchObject({ name: 'VideoError', code: expect.stringMatching(/OPEN|DECODE/) });
      expect(error?.message).toContain(path);
    });

    it('should be refused if it does not exist', async () => {
      const { error } = await collect(fromVideo(folder.at('nowhere.mp4'), { decoder }));
      expect(error).toMatchObject({ code: 'ERR_VIDEO_OPEN' });
    });

    // Each names the clip, which exists and which the decoder reads: only the playlist is refused.
    it.each([
      ['list.m3u8', '#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:1.2,\nclip.mp4\n#EXT-X-ENDLIST\n'],
      ['list.ffconcat', 'ffconcat version 1.0\nfile clip.mp4\n'],
      ['list.mp4', '#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:1.2,\nclip.mp4\n#EXT-X-ENDLIST\n'],
    ])('should be refused if it is a playlist: %s', async (name, text) => {
      const { frames, error } = await collect(fromVideo(folder.write(name, text), { decoder }));
      expect(frames).toEqual([]);
      expect(error).toMatchObject({ code: 'ERR_VIDEO_OPEN' });
    });

    // FFmpeg sees the end of the small one at its first look, not that of the large one, which has more than 2,048 bytes.
    it.each(['64x48', '320x240'])('should be a JPEG picture, alone and in a sequence: %s', async (size) => {
      const path = folder.make(`still${size}_1.jpg`, `testsrc2=size=${size}`, '-frames:v', '1');
      expect(readFileSync(path).length > 2048).toBe(size === '320x240');
      for (const input of [path, folder.at(`still${size}_%d.jpg`)]) {
        const { frames, error } = await collect(fromVideo(input, { decoder }));
        expect(error).toBeUndefined();
        expect(frames).toMatchObject([{ width: Number(size.split('x')[0]) }]);
      }
    });

    it.each([
      ['a PNG picture', 'still.png', 'rgb24'],
      ['a gray picture', 'gray.png', 'gray'],
      ['a WebM file', 'clip.webm', 'yuv420p'],
    ])('should be %s', async (_name, name, pixelFormat) => {
      const path = folder.make(
        name,
        'testsrc2=size=64x48',
        '-frames:v',
        '1',
        ...(pixelFormat === 'gray' ? ['-pix_fmt', 'gray'] : []),
      );
      const seen: string[] = [];
      for await (const frame of fromVideo(path, { decoder })) {
        seen.push(frame.pixelFormat);
        frame.release();
      }
      expect(seen).toEqual([pixelFormat]);
    });

    it.each([
      [
        'raw frames of no pixels',
        'zero.y4m',
        Buffer.from('YUV4MPEG2 W0 H0 F25:1 Ip A1:1 C420\nFRAME\nFRAME\n'),
      ],
      [
        'a GIF of no pixels',
        'zero.gif',
        Buffer.from('GIF89a\0\0\0\0\0\0\0,\0\0\0\0\0\0\0\0\0\x02\x02L\x01\0;', 'latin1'),
      ],
      ['a bitmap of no pixels', 'zero.bmp', bitmap(0, 0)],
    ])('should be refused if it is %s', async (_name, name, bytes) => {
      const { frames, error } = await collect(fromVideo(folder.write(name, bytes), { decoder }));
      expect(frames).toEqual([]);
      expect(error).toMatchObject({ name: 'VideoError', code: expect.stringMatching(/OPEN|DECODE/) });
    });

    it('should give the same pictures with several decoder threads', async () => {
      const all = await Promise.all([1, 4].map((threads) => collect(fromVideo(clip, { decoder, threads }))));
      const [one, four] = all.map(({ frames }) => frames.map(({ luma }) => luma.toString('base64')));
      expect(four).toHaveLength(30);
      expect(four).toEqual(one);
    });

    it('should be refused if a picture is larger than asked for', async () => {
      const of = (maxFrameBytes: number, threads = 1) =>
        collect(fromVideo(clip, { decoder, maxFrameBytes, threads }));
      const limit = { frames: [], error: { code: 'ERR_VIDEO_LIMIT' } };
      // Of 28,800 bytes. FFmpeg itself refuses what has more pixels than bytes are permitted.
      expect(await of(25_000)).toMatchObject(limit);
      expect(await of(1000)).toMatchObject(limit);
      expect(await of(1000, 4)).toMatchObject(limit);
    });

    it('should have its colours named', async () => {
      const x264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p'];
      const args = ['-frames:v', '2', ...x264, '-color_range', 'tv'];
      const of = async (name: string, ...more: string[]) => {
        const path = folder.make(`${name}.mp4`, 'smptebars=size=320x240', ...args, ...more);
        const source = fromVideo(path, { decoder });
        const { value } = await source[Symbol.asyncIterator]().next();
        const { colorSpace, range } = value;
        value.release();
        await source.close();
        return { colorSpace, range };
      };
      expect(await of('bt709', '-colorspace', 'bt709')).toEqual({ colorSpace: 'bt709', range: 'limited' });
      expect(await of('bt601', '-colorspace', 'smpte170m')).toEqual({
        colorSpace: 'bt601',
        range: 'limited',
      });
    });

    it('should be an image sequence, until the first gap', async () => {
      folder.make('picture%03d.jpg', 'testsrc2=size=64x48:rate=5', '-frames:v', '4', '-start_number', '7');
      folder.make('picture%d.jpg', 'testsrc2=size=64x48', '-frames:v', '1', '-start_number', '12');
      const { frames, error } = await collect(fromVideo(folder.at('picture%03d.jpg'), { decoder, fps: 10 }));
      expect(error).toBeUndefined();
      expect(frames.map(({ pts }) => Math.round(10 * pts))).toEqual([0, 1, 2, 3]);
      const { error: none } = await collect(fromVideo(folder.at('none%d.jpg'), { decoder }));
      expect(none).toMatchObject({ code: 'ERR_VIDEO_OPEN' });
    });
  });

  it('should be decoded by nothing but a decoder with a bound', async () => {
    // Looking for the streams of a file, FFmpeg decodes pictures of any size. Then it knows the size of this one before the
    // decoder is opened, which would be ERR_VIDEO_LIMIT. From a bitmap itself nobody reads the size.
    const path = folder.make('large.bmp', 'testsrc2=size=320x240', '-frames:v', '1');
    const { error } = await collect(fromVideo(path, { decoder: 'node-av', maxFrameBytes: 1000 }));
    expect(error).toMatchObject({ code: 'ERR_VIDEO_DECODE' });
  });

  it('should be a file: no folder, and no pipe, which would block', async () => {
    const pipe = folder.at('pipe.mp4');
    expect(spawnSync('mkfifo', [pipe]).status).toBe(0);
    for (const path of [pipe, folder.path]) {
      const { error } = await collect(fromVideo(path, { decoder: 'node-av' }));
      expect(error).toMatchObject({
        code: 'ERR_VIDEO_OPEN',
        message: expect.stringContaining('no regular file'),
      });
    }
  });

  it('should give the same pictures by both decoders', async () => {
    const of = (decoder: 'node-av' | 'ffmpeg') => collect(fromVideo(clip, { decoder }));
    const [ours, theirs] = [await of('node-av'), await of('ffmpeg')];
    expect(ours.frames.map(({ luma }) => luma.equals(theirs.frames[0]?.luma as Buffer)).slice(0, 2)).toEqual([
      ...[true, false],
    ]);
    for (const [i, { luma }] of ours.frames.entries())
      expect(luma.equals(theirs.frames[i]?.luma as Buffer)).toBe(true);
  });

  it('should say what to do if the ffmpeg program is missing', async () => {
    const { error } = await collect(fromVideo(clip, { decoder: 'ffmpeg', ffmpeg: folder.at('no-ffmpeg') }));
    expect(error).toMatchObject({
      code: 'ERR_VIDEO_DECODER',
      message: expect.stringContaining('Install ffmpeg'),
    });
  });

  it('should end with an error if the ffmpeg program is killed', async () => {
    const source = fromVideo(clip, { decoder: 'ffmpeg', maxFrames: 1 });
    const iterator = source[Symbol.asyncIterator]();
    const { value: frame } = await iterator.next();
    // It waits for the frame, so that it cannot have ended.
    const [pid] = programs();
    process.kill(Number(pid), 'SIGKILL');
    frame.release();
    const error = await (async () => {
      for (;;) {
        const { value, done } = await iterator.next();
        if (done) return undefined;
        value.release();
      }
    })().catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'ERR_VIDEO_DECODE', message: expect.stringContaining('SIGKILL') });
    await source.close();
  });

  it('should end with an error if the helper process is killed, and no program is left', async () => {
    const source = fromVideo(clip, { decoder: 'ffmpeg', maxFrames: 1 });
    const iterator = source[Symbol.asyncIterator]();
    const { value: frame } = await iterator.next();
    const pids = programs();
    expect(pids).toHaveLength(1);
    process.kill(helperPid() as number, 'SIGKILL');
    frame.release();
    await expect(
      (async () => {
        for (;;) {
          const { value, done } = await iterator.next();
          if (done) return;
          value.release();
        }
      })(),
    ).rejects.toMatchObject({
      code: 'ERR_VIDEO_DECODER',
      message: expect.stringMatching(/The helper process that starts ffmpeg has ended\. The next [^.]*\.$/),
    });
    await source.close();
    // The program has lost its parent: it ends by a signal, or is gone.
    const left = pids.filter(
      (pid) =>
        existsSync(`/proc/${pid}/cmdline`) && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('ffmpeg'),
    );
    await processesGone(left);
    // The next source has a helper of its own.
    expect((await collect(fromVideo(clip, { decoder: 'ffmpeg' }), 2)).frames).toHaveLength(2);
  });
});
