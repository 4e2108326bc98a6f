// Frames over slots, with writer and pool in one thread: every change of a slot is seen at once.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from '@jest/globals';
import { sharedKib } from '../../src/frames/frame-memory.js';
import { type Announcement, FramePool } from '../../src/frames/frame-pool.js';
import { FrameWriter } from '../../src/frames/frame-writer.js';
import { layOut } from '../../src/frames/picture.js';
import { type Frame, setVideoLimits, videoUsage } from '../../src/index.js';

const pools: FramePool[] = [];

function open({ slots = 2, newestOnly = false, maxFrameBytes = 1 << 20 } = {}) {
  const pool = new FramePool('test', slots);
  pools.push(pool);
  const announced: Announcement[] = [];
  const writer = new FrameWriter({
    ...{ control: pool.control, sharedKib, buffers: pool.buffers, newestOnly, maxFrameBytes },
    announce: (announcement) => announced.push(announcement),
  });
  /** Writes a gray picture whose pixels all are `value`; false if there was no slot. */
  const write = (value: number, width = 8, height = 4): boolean => {
    const layout = layOut('gray', width, height);
    const slot = writer.open(layout.bytes);
    if (slot === undefined) return false;
    slot.bytes.fill(value);
    writer.publish(slot.slot, {
      ...{ strides: layout.strides, offsets: layout.offsets, width, height, pixelFormat: 'gray' },
      ...{ colorSpace: 'bt601', range: 'full', pts: value, corrupt: false },
    });
    return true;
  };
  /** Takes what was announced; undefined for what has been replaced. */
  const take = () => announced.splice(0).map((announcement) => pool.take(announcement));
  const takeOne = () => take()[0] as Frame;
  return { pool, write, take, takeOne };
}

afterEach(() => {
  for (const pool of pools.splice(0)) pool.close();
  setVideoLimits({ maxBytes: 2 ** 30 });
  expect(videoUsage()).toEqual({ sources: 0, framesAlive: 0, bytes: 0, leaked: 0 });
});

describe('a frame', () => {
  it('should have the picture, until its last reference is released', () => {
    const { write, takeOne } = open();
    write(7);
    const frame = takeOne();
    expect(frame).toMatchObject({
      width: 8,
      height: 4,
      pixelFormat: 'gray',
      pts: 7,
      index: 0,
      source: 'test',
    });
    expect(frame.retain()).toBe(frame);
    frame.release();
    expect(frame.released).toBe(false);
    expect([...(frame.planes[0] as Uint8Array)]).toEqual(new Array(32).fill(7));
    frame.release();
    expect(frame.released).toBe(true);
  });

  it.each([
    ['planes', (frame: Frame) => frame.planes],
    ['retain', (frame: Frame) => frame.retain()],
    ['release', (frame: Frame) => frame.release()],
  ])('should throw for %s after the last release', (_name, use) => {
    const { write, takeOne } = open();
    write(1);
    const frame = takeOne();
    frame.release();
    expect(() => use(frame)).toThrow(expect.objectContaining({ code: 'ERR_FRAME_RELEASED' }));
    expect(frame.width).toBe(8);
  });

  it('should keep its memory for itself until it is released', () => {
    const { write, takeOne } = open({ slots: 1 });
    write(1);
    const frame = takeOne();
    expect(write(2)).toBe(false);
    expect(frame.planes[0]?.[0]).toBe(1);
    frame.release();
    expect(write(3)).toBe(true);
    takeOne().release();
  });

  it('should be counted, with the bytes of its slot, also after the end of the pool', () => {
    const { pool, write, takeOne } = open();
    write(1, 64, 32);
    const frame = takeOne();
    expect(videoUsage()).toMatchObject({ framesAlive: 1, bytes: 2048 });
    pool.close();
    expect(videoUsage()).toMatchObject({ framesAlive: 1, bytes: 2048 });
    expect(frame.planes[0]?.[0]).toBe(1);
    frame.release();
  });

  // In a process of its own: the registry of a context that jest makes is never called.
  it('should be told and counted when it is collected without a release, and its memory is not used again', () => {
    const { stdout, stderr, status } = spawnSync(process.execPath, [
      ...['--expose-gc', fileURLToPath(new URL('leaked-frame.mjs', import.meta.url))],
    ]);
    expect({ status, stdout: String(stdout) }).toEqual({
      status: 0,
      stdout: '{"sources":0,"framesAlive":0,"bytes":1024,"leaked":1} the next picture 6, the leaked one 5\n',
    });
    expect(String(stderr)).toContain(
      '[ASCEND_RX_FRAME_LEAK] FrameLeakWarning: A frame of test was collected',
    );
  });
});

describe('slots', () => {
  it('should come in order and be no more than were asked for', () => {
    const { write, take } = open({ slots: 2 });
    expect([write(1), write(2), write(3)]).toEqual([true, true, false]);
    const frames = take() as Frame[];
    expect(frames.map(({ pts }) => pts)).toEqual([1, 2]);
    for (const frame of frames) frame.release();
  });

  it('should give a newer picture the place of one that nobody has taken, for a live source', () => {
    const { pool, write, take } = open({ slots: 2, newestOnly: true });
    for (const value of [1, 2, 3, 4]) expect(write(value)).toBe(true);
    const frames = take();
    expect(frames.map((frame) => frame?.pts)).toEqual([undefined, undefined, undefined, 4]);
    expect(pool.control.skipped).toBe(3);
    frames[3]?.release();
  });

  it('should skip pictures of a live source while all frames are held', () => {
    const { pool, write, takeOne } = open({ slots: 1, newestOnly: true });
    write(1);
    const frame = takeOne();
    expect(write(2)).toBe(false);
    expect(pool.control.skipped).toBe(1);
    expect(frame.planes[0]?.[0]).toBe(1);
    frame.release();
    write(3);
    takeOne().release();
  });

  it('should follow a change of size', () => {
    const { write, takeOne } = open({ slots: 1 });
    for (const [width, height] of [
      [8, 4],
      [128, 64],
      [8, 4],
    ] as const) {
      write(9, width, height);
      const frame = takeOne();
      expect(frame).toMatchObject({ width, height });
      expect(frame.planes[0]).toHaveLength(width * height);
      frame.release();
    }
    expect(videoUsage().bytes).toBe(1024);
  });

  it('should refuse a frame beyond its bound, and memory beyond that of the process', () => {
    const { write, takeOne } = open({ maxFrameBytes: 4096 });
    const limit = expect.objectContaining({ code: 'ERR_VIDEO_LIMIT' });
    expect(() => write(1, 128, 64)).toThrow(limit);
    setVideoLimits({ maxBytes: 1024 });
    expect(write(1, 32, 32)).toBe(true);
    expect(() => write(2, 32, 32)).toThrow(limit);
    takeOne().release();
  });

  it('should not be counted half, however its worker is terminated', () => {
    const { pool, write, takeOne } = open();
    // While the worker counts, nobody terminates it; and before it is terminated, it does not begin to count.
    expect(pool.control.beginUninterrupted()).toBe(true);
    expect(pool.control.seal()).toBe(false);
    pool.control.endUninterrupted();
    expect(pool.control.seal()).toBe(true);
    expect(() => write(1)).toThrow(expect.objectContaining({ code: 'ERR_VIDEO_DECODE' }));
    expect(videoUsage().bytes).toBe(0);
    pool.reset();
    expect(write(2)).toBe(true);
    takeOne().release();
  });

  it('should forget what was announced and not taken when another worker begins', () => {
    const { pool, write, take } = open();
    write(1);
    pool.reset();
    expect(take()).toEqual([undefined]);
  });
});

it.each([0, -1, 1.5, Number.NaN, 2 ** 41])('setVideoLimits should refuse %p', (value) => {
  expect(() => setVideoLimits({ maxBytes: value })).toThrow(RangeError);
});
