// A file that is played at its own rate, on a clock that goes on only as the test says: without a decoder, and with one.
import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { VirtualTimeScheduler } from 'rxjs';
import { sharedKib } from '../../src/frames/frame-memory.js';
import type { FramePool } from '../../src/frames/frame-pool.js';
import { FrameWriter } from '../../src/frames/frame-writer.js';
import { layOut } from '../../src/frames/picture.js';
import { type Frame, fromVideo, type VideoError } from '../../src/index.js';
import { SessionSource } from '../../src/source/session-source.js';
import type { SessionEvents } from '../../src/source/source-run.js';
import { videoSettings } from '../../src/source/video-settings.js';
import { ManualTime } from '../support/manual-time.js';
import { expectNothingLeft, noteUsage } from '../support/usage.js';
import { describeWithFfmpeg, VideoFolder } from '../support/videos.js';

beforeEach(noteUsage);
afterEach(expectNothingLeft);

/** A source whose decoder is the test. */
function manual({ maxFrames = 8, time = new ManualTime() } = {}) {
  let events: SessionEvents | undefined;
  let pool: FramePool | undefined;
  let stops = 0;
  const settings = videoSettings('clip.mp4', { realTime: true, scheduler: time, maxFrames });
  const source = new SessionSource(settings, (opened, on) => {
    pool = opened;
    events = on;
    return {
      stop: async () => {
        stops += 1;
      },
    };
  });
  /** Decodes a picture; false if the worker has to wait, since no slot is free. */
  const decode = (pts: number): boolean => {
    if (pool === undefined) throw new Error('the source is not open');
    const writer = new FrameWriter({
      ...{ control: pool.control, sharedKib, buffers: pool.buffers, newestOnly: false, maxFrameBytes: 4096 },
      announce: (announcement) => events?.announced(announcement),
    });
    const { bytes, strides, offsets } = layOut('gray', 4, 1);
    const slot = writer.open(bytes);
    if (slot === undefined) return false;
    writer.publish(slot.slot, {
      ...{ strides, offsets, width: 4, height: 1, pixelFormat: 'gray', colorSpace: 'bt601', range: 'full' },
      ...{ pts, corrupt: false },
    });
    return true;
  };
  const end = (error?: VideoError) => events?.over(error);
  return { time, source, decode, end, stops: () => stops };
}

describe('a source in real time', () => {
  it('should give each frame when its time has come, and end after the last one', async () => {
    const { time, source, decode, end } = manual();
    const log: string[] = [];
    source.subscribe({
      next: (frame) => {
        log.push(`${time.now()}: ${frame.pts} as ${frame.index}`);
        frame.release();
      },
      complete: () => log.push(`${time.now()}: end`),
    });
    time.advance(1000); // The decoder takes its time to open the file.
    for (const pts of [2, 2.04, 2.08, 2.2]) decode(pts);
    end();
    expect(log).toEqual(['1000: 2 as 0']);
    time.advance(39);
    expect(log).toHaveLength(1);
    time.advance(1);
    expect(log.slice(1)).toEqual(['1040: 2.04 as 1']);
    time.advance(200);
    expect(log.slice(2)).toEqual(['1080: 2.08 as 2', '1200: 2.2 as 3', '1200: end']);
    await source.close();
  });

  it('should give the newest of those that are due, count the others, and go on with their memory', async () => {
    // Timers come late: the clock has gone on before they run.
    class LateTime extends ManualTime {
      late = 0;
      override now = () => this.frame + this.late;
    }
    const time = new LateTime();
    const { source, decode, end } = manual({ maxFrames: 3, time });
    const held: Frame[] = [];
    source.subscribe((frame) => held.push(frame));
    for (const pts of [0, 0.04, 0.08]) expect(decode(pts)).toBe(true);
    expect(decode(0.12)).toBe(false);
    time.late = 60;
    time.advance(40);
    const [first, newest] = held;
    expect(held.map(({ pts, index }) => [pts, index])).toEqual([
      [0, 0],
      [0.08, 1],
    ]);
    expect(source.stats).toMatchObject({ frames: 2, skipped: 1 });
    expect(decode(0.12)).toBe(true);
    expect(decode(0.16)).toBe(false);
    end();
    first?.release();
    newest?.release();
    time.advance(20);
    held[2]?.release();
    expect(held).toHaveLength(3);
    expect(source.stats).toMatchObject({ frames: 3, skipped: 1 });
    await source.close();
  });

  it('should give a frame without a time at once', async () => {
    const { source, decode } = manual();
    const seen: number[] = [];
    source.subscribe((frame) => {
      seen.push(frame.pts);
      frame.release();
    });
    for (const pts of [0, Number.NaN]) decode(pts);
    expect(seen).toEqual([0, Number.NaN]);
    await source.close();
  });

  it('should be read by an iterator that waits', async () => {
    const { time, source, decode, end } = manual();
    const iterator = source[Symbol.asyncIterator]();
    const take = async () => {
      const { value, done } = await iterator.next();
      value?.release();
      return done === true ? 'end' : value?.pts;
    };
    const first = take();
    await Promise.resolve();
    for (const pts of [0, 0.5]) decode(pts);
    end();
    expect(await first).toBe(0);
    const second = take();
    await Promise.resolve();
    time.advance(500);
    expect(await second).toBe(0.5);
    expect(await take()).toBe('end');
    await source.close();
  });

  it.each(['before', 'after'])('should end at once %s the end of the input', async (when) => {
    const { time, source, decode, end, stops } = manual();
    const log: unknown[] = [];
    const subscription = source.subscribe({
      next: (frame) => {
        log.push(frame.pts);
        frame.release();
      },
      complete: () => log.push('end'),
    });
    for (const pts of [0, 1]) decode(pts);
    if (when === 'after') end();
    subscription.unsubscribe();
    time.advance(5000);
    expect(log).toEqual([0]);
    expect(stops()).toBe(when === 'after' ? 0 : 1);
    await source.close();
  });

  it('should be refused for a live input', () => {
    expect(() => fromVideo('rtsp://127.0.0.1/cam', { realTime: true })).toThrow(
      'Expected false, since a live input has a rate of its own, for `realTime` but received true',
    );
    expect(() => fromVideo('clip.mp4', { realTime: 1 } as object)).toThrow('Expected true or false');
  });
});

describeWithFfmpeg('a file in real time', () => {
  const folder = new VideoFolder();
  afterAll(() => folder.remove());

  it('should be played to its end', async () => {
    // Whenever something is to happen later, that time has come.
    const time = new VirtualTimeScheduler();
    const clip = folder.h264('clip.mp4', '160x120', 30);
    const source = fromVideo(clip, { decoder: 'node-av', realTime: true, maxFrames: 3, scheduler: time });
    const seen: [index: number, pts: number][] = [];
    const turn = setInterval(() => time.flush(), 1);
    await source.forEach((frame) => {
      seen.push([frame.index, Math.round(25 * frame.pts)]);
      frame.release();
    });
    clearInterval(turn);
    expect(seen).toEqual(Array.from({ length: 30 }, (_, i) => [i, i]));
    expect(time.now()).toBeGreaterThanOrEqual(1159);
    expect(source.stats).toMatchObject({ frames: 30, skipped: 0 });
    await source.close();
  });
});
