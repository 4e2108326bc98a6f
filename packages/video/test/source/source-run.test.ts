// One subscription to a live source, in virtual time, over sessions that a test plays.
import { describe, expect, it } from '@jest/globals';
import { VideoError } from '../../src/errors/video-error.js';
import { sharedKib } from '../../src/frames/frame-memory.js';
import type { FramePool } from '../../src/frames/frame-pool.js';
import { FrameWriter } from '../../src/frames/frame-writer.js';
import { layOut } from '../../src/frames/picture.js';
import { setVideoLimits, videoUsage } from '../../src/index.js';
import { type SessionEvents, SourceRun } from '../../src/source/source-run.js';
import { ManualTime } from '../support/manual-time.js';

function play({ live = true, attempts = Number.POSITIVE_INFINITY } = {}) {
  const scheduler = new ManualTime();
  const states: string[] = [];
  const sessions: { events: SessionEvents; pool: FramePool; stopped: boolean }[] = [];
  let ended: unknown = 'not yet';
  const run: SourceRun = new SourceRun(
    {
      ...{
        label: 'test',
        maxFrames: 4,
        live,
        realTime: false,
        openTimeout: 5000,
        stallTimeout: 1000,
        scheduler,
        secrets: [],
      },
      reconnect: { delay: 100, maxDelay: 400, attempts },
    },
    (pool, events) => {
      const session = { events, pool, stopped: false };
      sessions.push(session);
      return {
        stop: async () => {
          session.stopped = true;
        },
      };
    },
    {
      available: () => {},
      over: (error) => {
        ended = error?.code;
      },
      state: ({ state }) => states.push(`${scheduler.now()} ${state}`),
    },
  );
  /** The session of now announces a picture. */
  const announce = (value: number) => {
    const { pool, events } = sessions.at(-1) as (typeof sessions)[0];
    const writer = new FrameWriter({
      ...{ control: pool.control, sharedKib, buffers: pool.buffers, newestOnly: live, maxFrameBytes: 4096 },
      announce: (announcement) => events.announced(announcement),
    });
    const { bytes, strides, offsets } = layOut('gray', 4, 1);
    const slot = writer.open(bytes);
    if (slot === undefined) return;
    writer.publish(slot.slot, {
      ...{ strides, offsets, width: 4, height: 1, pixelFormat: 'gray', colorSpace: 'bt601', range: 'full' },
      ...{ pts: value, corrupt: false },
    });
  };
  /** Lets promises settle. */
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  run.start();
  return { run, scheduler, states, sessions, announce, settle, ended: () => ended };
}

describe('a live source', () => {
  it('should be lost exactly after its silence, however early that begins', async () => {
    const { run, scheduler, states, announce, settle, sessions } = play();
    scheduler.advance(10);
    announce(1);
    run.take()?.release();
    scheduler.advance(300);
    announce(2);
    run.take()?.release();
    scheduler.advance(999);
    await settle();
    expect(states).toEqual(['0 connecting', '10 live']);
    scheduler.advance(1);
    await settle();
    expect(states).toEqual(['0 connecting', '10 live', '1310 lost']);
    expect(sessions[0]?.stopped).toBe(true);
    await run.close();
  });

  it('should be lost if nothing comes after it was opened', async () => {
    const { run, scheduler, states, settle } = play();
    scheduler.advance(5999);
    await settle();
    expect(states).toEqual(['0 connecting']);
    scheduler.advance(1);
    await settle();
    expect(states).toEqual(['0 connecting', '6000 lost']);
    await run.close();
  });

  it('should hold one announced frame, however long nobody takes any', async () => {
    const { run, announce } = play();
    for (let value = 0; value < 1000; value += 1) announce(value);
    const frame = run.take();
    expect(frame?.pts).toBe(999);
    expect(run.take()).toBeUndefined();
    expect(run.skipped).toBe(999);
    frame?.release();
    await run.close();
  });

  it('should wait twice as long each time, until frames come', async () => {
    const { run, scheduler, states, sessions, announce, settle } = play();
    const lose = async () => {
      sessions.at(-1)?.events.over(new VideoError('ERR_VIDEO_OPEN', 'no'));
      await settle();
    };
    await lose();
    for (const wait of [100, 200, 400, 400]) {
      const count = sessions.length;
      scheduler.advance(wait - 1);
      expect(sessions).toHaveLength(count);
      scheduler.advance(1);
      expect(sessions).toHaveLength(count + 1);
      await lose();
    }
    scheduler.advance(400);
    announce(1);
    await lose();
    scheduler.advance(100);
    expect(states.at(-1)).toBe('1600 connecting');
    await run.close();
  });

  it.each(['ERR_VIDEO_CREDENTIALS', 'ERR_VIDEO_DECODER', 'ERR_VIDEO_INPUT', 'ERR_VIDEO_LIMIT'] as const)(
    'should end by %s, without another attempt',
    async (code) => {
      const { run, sessions, ended } = play();
      sessions[0]?.events.over(new VideoError(code, 'no'));
      expect(ended()).toBe(code);
      await run.gone;
    },
  );
});

it('should be refused beyond the bound of sources, until one has ended', async () => {
  setVideoLimits({ maxSources: 1 });
  const first = play();
  const second = play();
  expect(second.ended()).toBe('ERR_VIDEO_LIMIT');
  expect(videoUsage().sources).toBe(1);
  await first.run.close();
  const third = play();
  expect(third.ended()).toBe('not yet');
  await third.run.close();
  setVideoLimits({ maxSources: 64 });
  expect(videoUsage().sources).toBe(0);
});
