// RTSP cameras: a real server that is killed, frozen, and asks for credentials. Times between attempts are virtual.
import { afterAll, afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { filter, firstValueFrom, Subject, take } from 'rxjs';
import {
  type Frame,
  type FrameSource,
  fromVideo,
  type SourceState,
  type VideoOptions,
} from '../../src/index.js';
import { collect } from '../support/collect.js';
import { expectToEndAtOnce } from '../support/ends-at-once.js';
import { ManualTime } from '../support/manual-time.js';
import { describeWithRtsp, RtspServer } from '../support/rtsp-server.js';
import { expectNothingLeft, noteUsage } from '../support/usage.js';
import { decodersHere } from '../support/videos.js';

/** Longer than any time limit of a source. */
const silence = 60_000;
// Servers and decoders begin slowly on a busy machine.
jest.setTimeout(60_000);
const servers: RtspServer[] = [];
const sources: FrameSource[] = [];

async function serve(...args: Parameters<typeof RtspServer.start>): Promise<RtspServer> {
  const server = await RtspServer.start(...args);
  servers.push(server);
  return server;
}

/** Servers that several tests use, since each takes a second to begin. */
const shared = new Map<string, Promise<RtspServer>>();

function common(credentials = ''): Promise<RtspServer> {
  const server = shared.get(credentials) ?? RtspServer.start({ credentials });
  shared.set(credentials, server);
  return server;
}

afterAll(async () => {
  for (const server of shared.values()) await (await server).kill();
});

function open(url: string, options: VideoOptions): FrameSource {
  const source = fromVideo(url, options);
  sources.push(source);
  return source;
}

const reached = (source: FrameSource, state: SourceState['state']) =>
  firstValueFrom(source.state$.pipe(filter((each) => each.state === state)));

/** Subscribes; every frame is released. */
function watch(source: FrameSource) {
  const frames: Pick<Frame, 'index' | 'width' | 'pts'>[] = [];
  const widths = new Subject<number>();
  let tell: (error: unknown) => void = () => {};
  const failure = new Promise<unknown>((resolve) => {
    tell = resolve;
  });
  const subscription = source.subscribe({
    next: (frame) => {
      const { index, width, pts } = frame;
      frames.push({ index, width, pts });
      frame.release();
      widths.next(width);
    },
    error: tell,
  });
  return { frames, widths, failure, subscription };
}

beforeEach(noteUsage);
afterEach(async () => {
  for (const server of shared.values()) (await server).thaw();
  for (const source of sources.splice(0)) await source.close();
  for (const server of servers.splice(0)) await server.kill();
  expectNothingLeft();
});

describeWithRtsp('an RTSP camera', () => {
  describe.each(decodersHere.flatMap((decoder) => [[decoder, 'tcp'] as const, [decoder, 'udp'] as const]))(
    'read by %s over %s',
    (decoder, transport) => {
      const options = { decoder, transport } as const;

      it('should give frames with growing times', async () => {
        const server = await common();
        const { frames, error } = await collect(open(server.url(), options), 8);
        expect(error).toBeUndefined();
        expect(frames.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
        const times = frames.map(({ pts }) => pts);
        expect([...times].sort((a, b) => a - b)).toEqual(times);
        for (const { width, height } of frames) expect({ width, height }).toEqual({ width: 128, height: 96 });
      });

      it('should be lost when its server is killed, and go on with the next one, whatever its size', async () => {
        const first = await serve();
        const scheduler = new ManualTime();
        const source = open(first.url(), { ...options, scheduler, reconnect: { delay: 700 } });
        const { frames, widths } = watch(source);
        await reached(source, 'live');
        const lost = reached(source, 'lost');
        await first.kill();
        // Over UDP ffmpeg notices only that nothing comes.
        if (decoder === 'ffmpeg' && transport === 'udp') scheduler.advance(silence);
        expect(await lost).toMatchObject({ error: { name: 'VideoError' }, retryIn: 700 });
        await serve({ port: first.port, size: '64x48' });
        const again = firstValueFrom(widths.pipe(filter((width) => width === 64)));
        scheduler.advance(700);
        await again;
        expect(frames.map(({ index }) => index)).toEqual(frames.map((_, i) => i));
        expect(source.stats.losses).toBe(1);
      });

      it('should be lost when its server is frozen', async () => {
        const server = await common();
        const scheduler = new ManualTime();
        const source = open(server.url(), { ...options, scheduler });
        watch(source);
        await reached(source, 'live');
        server.freeze();
        const lost = reached(source, 'lost');
        scheduler.advance(silence);
        expect(await lost).toMatchObject({ error: { code: 'ERR_VIDEO_LOST' } });
      });

      it('should end within 250 ms when its subscriber leaves, though its server is frozen', async () => {
        const server = await common();
        await expectToEndAtOnce(async () => {
          server.thaw();
          const source = open(server.url(), options);
          const { subscription } = watch(source);
          await reached(source, 'live');
          server.freeze();
          return () => {
            subscription.unsubscribe();
            return source.close();
          };
        });
      });
    },
  );

  it.each(decodersHere.map((decoder) => [decoder, decoder === 'ffmpeg' ? 'tcp' : 'udp'] as const))(
    'should complete its subscriber within 250 ms by close alone, though its server is frozen: %s over %s',
    async (decoder, transport) => {
      const server = await common();
      const ends: string[] = [];
      await expectToEndAtOnce(async () => {
        server.thaw();
        const source = open(server.url(), { decoder, transport });
        source.subscribe({
          next: (frame) => frame.release(),
          error: (error) => ends.push(String(error)),
          complete: () => ends.push('complete'),
        });
        await reached(source, 'live');
        server.freeze();
        return () => source.close();
      });
      expect(new Set(ends)).toEqual(new Set(['complete']));
    },
  );

  it.each(decodersHere)(
    'should end at pictures that are too large, and not try again: %s',
    async (decoder) => {
      const server = await common();
      // Of 128 × 96.
      const source = open(server.url(), { decoder, maxFrameBytes: 6000 });
      const states: string[] = [];
      source.state$.subscribe(({ state }) => states.push(state));
      const { failure } = watch(source);
      expect(await failure).toMatchObject({
        code: 'ERR_VIDEO_LIMIT',
        message: expect.stringContaining('128 × 96 pixels'),
      });
      expect(states).toEqual(['idle', 'connecting', 'idle']);
    },
  );

  describe.each(decodersHere)('that wants credentials, read by %s', (decoder) => {
    it('should be read with them', async () => {
      const server = await common('me:right');
      const { frames, error } = await collect(open(server.url('me:right'), { decoder }), 2);
      expect(error).toBeUndefined();
      expect(frames).toHaveLength(2);
    });

    it.each(['me:wrongword', ''])(
      'should end with an error for %j, and not try again',
      async (credentials) => {
        const server = await common('me:right');
        const source = open(server.url(credentials), { decoder });
        const states: string[] = [];
        source.state$.subscribe(({ state }) => states.push(state));
        const { error } = await collect(source);
        expect(error).toMatchObject({ code: 'ERR_VIDEO_CREDENTIALS' });
        expect(
          `${error?.message} ${error?.stack} ${(error?.cause as Error | undefined)?.message}`,
        ).not.toContain('wrongword');
        expect(states).toEqual(['idle', 'connecting', 'idle']);
      },
    );
  });

  it('should give the newest frame after its subscriber was busy', async () => {
    const server = await common();
    const source = open(server.url(), { decoder: 'node-av' });
    const times: number[] = [];
    await new Promise<void>((resolve, reject) => {
      source.pipe(take(2)).subscribe({
        next: (frame) => {
          times.push(frame.pts);
          frame.release();
          // The thread of the subscriber does nothing else until frames have been replaced.
          const word = new Int32Array(new SharedArrayBuffer(4));
          while (times.length === 1 && source.stats.skipped < 5) Atomics.wait(word, 0, 0, 10);
        },
        error: reject,
        complete: resolve,
      });
    });
    const [first = 0, second = 0] = times;
    expect(second - first).toBeGreaterThanOrEqual(5 / 25);
  });

  it('should end after the attempts that are asked for', async () => {
    const server = await serve();
    await server.kill();
    const scheduler = new ManualTime();
    const reconnect = { delay: 100, maxDelay: 150, attempts: 3 };
    const source = open(server.url(), { decoder: 'node-av', scheduler, reconnect });
    const waits: number[] = [];
    source.state$.subscribe((state) => {
      if (state.state !== 'lost') return;
      waits.push(state.retryIn);
      // After the timer has been set.
      queueMicrotask(() => scheduler.advance(state.retryIn));
    });
    const { failure } = watch(source);
    expect(await failure).toMatchObject({ code: 'ERR_VIDEO_LOST', cause: { code: 'ERR_VIDEO_OPEN' } });
    expect(waits).toEqual([100, 150]);
  });
});
