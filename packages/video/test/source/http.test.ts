// Motion JPEG over HTTP: servers that end, are silent, refuse or point elsewhere.
import { spawnSync } from 'node:child_process';
import { constants, readFileSync } from 'node:fs';
import { open as openFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { filter, firstValueFrom } from 'rxjs';
import { fromVideo, type SourceState } from '../../src/index.js';
import { collect } from '../support/collect.js';
import { expectToEndAtOnce } from '../support/ends-at-once.js';
import { ManualTime } from '../support/manual-time.js';
import { MjpegServer } from '../support/mjpeg-server.js';
import { expectNothingLeft, noteUsage, programs } from '../support/usage.js';
import { describeWithFfmpeg, VideoFolder } from '../support/videos.js';

const folder = new VideoFolder();
const servers: MjpegServer[] = [];
const serve = async (handle: MjpegServer['handle']) => {
  const server = await new MjpegServer(handle).start();
  servers.push(server);
  return server;
};

afterAll(() => folder.remove());
beforeEach(noteUsage);
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
  expectNothingLeft();
});

describeWithFfmpeg('motion JPEG over HTTP', () => {
  let pictures: Buffer[] = [];
  beforeAll(() => {
    folder.make('%d.jpg', 'testsrc2=size=96x64:rate=5', '-frames:v', '3');
    pictures = [1, 2, 3].map((n) => readFileSync(folder.at(`${n}.jpg`)));
  });

  describe.each(['node-av', 'ffmpeg'] as const)('read by %s', (decoder) => {
    it('should give its pictures', async () => {
      // ffmpeg looks at some of them before it begins.
      const server = await serve((_, response) => server.begin(response, [...pictures, ...pictures]));
      const { frames, error } = await collect(fromVideo(server.url(), { decoder }), 1);
      expect(error).toBeUndefined();
      expect(frames[0]).toMatchObject({ width: 96, height: 64, index: 0, corrupt: false });
    });

    it('should be lost at the end of the answer', async () => {
      const server = await serve((_, response) => {
        server.begin(response, pictures);
        response.end();
      });
      const source = fromVideo(server.url(), { decoder, reconnect: false });
      const { frames, error } = await collect(source);
      expect(frames.length).toBeGreaterThan(0);
      expect(error).toMatchObject({ code: 'ERR_VIDEO_LOST' });
      expect(error?.message).not.toContain('verysecret');
    });

    it('should end with an error if the server refuses access, without a secret in it', async () => {
      const server = await serve((_, response) => void response.writeHead(401).end());
      const { error } = await collect(fromVideo(server.url('me:password1'), { decoder }));
      expect(error).toMatchObject({ code: 'ERR_VIDEO_CREDENTIALS' });
      expect(`${error?.message} ${(error?.cause as Error | undefined)?.message}`).not.toMatch(
        /password1|verysecret/,
      );
    });

    it('should be lost when its server is silent', async () => {
      const server = await serve((_, response) => server.begin(response, [...pictures, ...pictures]));
      const scheduler = new ManualTime();
      const source = fromVideo(server.url(), { decoder, scheduler });
      source.subscribe((frame) => frame.release());
      await firstValueFrom(source.state$.pipe(filter(({ state }) => state === 'live')));
      const lost = firstValueFrom(source.state$.pipe(filter(({ state }) => state === 'lost')));
      scheduler.advance(10_000);
      expect(await lost).toMatchObject({ error: { code: 'ERR_VIDEO_LOST' } });
      await source.close();
    });

    it('should end at once when its subscriber leaves a silent server', async () => {
      const server = await serve((_, response) => server.begin(response, [...pictures, ...pictures]));
      await expectToEndAtOnce(async () => {
        const source = fromVideo(server.url(), { decoder });
        const subscription = source.subscribe((frame) => frame.release());
        await firstValueFrom(source.state$.pipe(filter(({ state }) => state === 'live')));
        return () => {
          subscription.unsubscribe();
          return source.close();
        };
      });
      expectNothingLeft();
    });

    it('should end at a picture that is too large, and not try again', async () => {
      // Encoded it has few bytes.
      const large = readFileSync(folder.make('large.jpg', 'color=red:size=320x240', '-frames:v', '1'));
      expect(large.length).toBeLessThan(20_000);
      const server = await serve((_, response) => server.begin(response, new Array(6).fill(large)));
      const source = fromVideo(server.url(), { decoder, maxFrameBytes: 20_000 });
      const states: string[] = [];
      source.state$.subscribe(({ state }) => states.push(state));
      const { frames, error } = await collect(source);
      expect(frames).toEqual([]);
      expect(error).toMatchObject({
        code: 'ERR_VIDEO_LIMIT',
        message: expect.stringContaining('320 × 240 pixels'),
      });
      expect(states).toEqual(['idle', 'connecting', 'idle']);
    });

    // The server would be asked for what the first line names, and the pipe would be opened.
    it.each([
      [
        'application/vnd.apple.mpegurl',
        (...names: string[]) =>
          `#EXTM3U\n#EXT-X-TARGETDURATION:2\n${names.map((name) => `#EXTINF:1,\n${name}\n`).join('')}#EXT-X-ENDLIST\n`,
      ],
      [
        'text/plain',
        (...names: string[]) => `ffconcat version 1.0\n${names.map((name) => `file '${name}'\n`).join('')}`,
      ],
    ])('should be refused if it is a playlist: %s', async (type, playlist) => {
      const pipe = folder.at(`pipe-${decoder}-${type.replace('/', '-')}.ts`);
      expect(spawnSync('mkfifo', [pipe]).status).toBe(0);
      const asked: string[] = [];
      const server = await serve(({ url = '' }, response) => {
        asked.push(url);
        response.writeHead(200, { 'Content-Type': type });
        response.end(playlist(new URL('/segment.ts', server.url()).href, `file://${pipe}`));
      });
      // Whoever writes to a pipe waits until somebody opens it to read.
      let isOpen = false;
      const written = openFile(pipe, 'w').then((file) => {
        isOpen = true;
        return file.close();
      });
      const { frames, error } = await collect(fromVideo(server.url(), { decoder }));
      expect(frames).toEqual([]);
      expect(error).toMatchObject({ code: 'ERR_VIDEO_INPUT' });
      expect(isOpen).toBe(false);
      expect(asked).toEqual(['/stream?token=verysecret']);
      const read = await openFile(pipe, constants.O_RDONLY | constants.O_NONBLOCK);
      await written;
      await read.close();
    });
  });

  it('should connect again when the ffmpeg program is killed, with one program at a time', async () => {
    const server = await serve((_, response) => server.begin(response, [...pictures, ...pictures]));
    const scheduler = new ManualTime();
    const source = fromVideo(server.url(), { decoder: 'ffmpeg', scheduler });
    const reached = (wanted: SourceState['state']) =>
      firstValueFrom(source.state$.pipe(filter(({ state }) => state === wanted)));
    const indexes: number[] = [];
    source.subscribe((frame) => {
      indexes.push(frame.index);
      frame.release();
    });
    await reached('live');
    const [first, ...others] = programs();
    expect(others).toEqual([]);
    const before = indexes.length;
    const lost = reached('lost');
    process.kill(Number(first), 'SIGKILL');
    expect(await lost).toMatchObject({
      error: { code: 'ERR_VIDEO_DECODE', message: expect.stringContaining('SIGKILL') },
      retryIn: 500,
    });
    expect(programs()).toEqual([]);
    scheduler.advance(500);
    await reached('live');
    expect(programs()).toHaveLength(1);
    expect(programs()).not.toContain(first);
    expect(indexes.length).toBeGreaterThan(before);
    expect(indexes).toEqual(indexes.map((_, i) => i));
    expect(source.stats.losses).toBe(1);
    await source.close();
  });

  it('should be read without lengths', async () => {
    const server = await serve((_, response) => server.begin(response, pictures, false));
    const { frames, error } = await collect(fromVideo(server.url(), { decoder: 'node-av' }), 1);
    expect(error).toBeUndefined();
    expect(frames).toHaveLength(1);
  });

  it('should answer a challenge', async () => {
    const given: string[] = [];
    const server = await serve(({ headers: { authorization } }, response) => {
      given.push(authorization ?? 'none');
      const challenge = 'Digest realm="r", nonce="n", qop="auth"';
      if (authorization === undefined) response.writeHead(401, { 'WWW-Authenticate': challenge }).end();
      else server.begin(response, pictures);
    });
    const { error } = await collect(fromVideo(server.url('me:password1'), { decoder: 'node-av' }), 1);
    expect(error).toBeUndefined();
    expect(given).toEqual([
      'none',
      expect.stringMatching(/^Digest username="me", .*response="[0-9a-f]{32}"/),
    ]);
  });

  it.each([
    ['points elsewhere', 302, { Location: 'http://127.0.0.1:9/' }, 'ERR_VIDEO_INPUT'],
    ['sends something else', 200, { 'Content-Type': 'text/html' }, 'ERR_VIDEO_INPUT'],
  ])('should end with an error if the server %s', async (_name, status, headers, code) => {
    const server = await serve((_request, response) => void response.writeHead(status, headers).end('x'));
    const { error } = await collect(fromVideo(server.url(), { decoder: 'node-av' }));
    expect(error).toMatchObject({ code });
  });

  it('should try again after an answer that may pass', async () => {
    let asked = 0;
    const server = await serve((_, response) => {
      asked += 1;
      if (asked === 1) response.writeHead(503).end();
      else server.begin(response, pictures);
    });
    const scheduler = new ManualTime();
    const source = fromVideo(server.url(), { decoder: 'node-av', scheduler });
    source.state$.subscribe((state) => {
      if (state.state === 'lost') queueMicrotask(() => scheduler.advance(state.retryIn));
    });
    const { frames } = await collect(source, 1);
    expect(frames).toHaveLength(1);
    expect(source.stats.losses).toBe(1);
  });

  it('should end at a picture with more bytes than a frame may have, also if it says so', async () => {
    for (const withLength of [true, false]) {
      const server = await serve((_, response) =>
        server.begin(response, [Buffer.alloc(100_000)], withLength),
      );
      const { error } = await collect(fromVideo(server.url(), { decoder: 'node-av', maxFrameBytes: 20_000 }));
      expect(error).toMatchObject({ code: 'ERR_VIDEO_LIMIT' });
    }
  });

  it('should go on after a picture that is none', async () => {
    const server = await serve((_, response) =>
      server.begin(response, [Buffer.from('not a picture'), ...pictures]),
    );
    const { frames, error } = await collect(fromVideo(server.url(), { decoder: 'node-av' }), 1);
    expect(error).toBeUndefined();
    expect(frames).toHaveLength(1);
  });
});

describeWithFfmpeg('a video file over HTTP', () => {
  it('should be read to its end by the ffmpeg program', async () => {
    const bytes = readFileSync(folder.h264('clip.mp4', '96x64', 12));
    const server = await serve((_, response) => {
      response.writeHead(200, { 'Content-Type': 'video/mp4', 'Content-Length': bytes.length });
      response.end(bytes);
    });
    const source = fromVideo(server.url(), { live: false, maxFrames: 2 });
    const { frames, error } = await collect(source);
    expect(error).toBeUndefined();
    expect(frames.map(({ index }) => index)).toEqual(Array.from({ length: 12 }, (_, i) => i));
    expect(source.stats).toMatchObject({ frames: 12, skipped: 0, losses: 0 });
  });

  it('should be refused where only motion JPEG is read, and say what to do', async () => {
    const server = await serve(
      (_, response) => void response.writeHead(200, { 'Content-Type': 'video/mp4' }).end(),
    );
    const { error } = await collect(fromVideo(server.url(), { decoder: 'node-av' }));
    expect(error).toMatchObject({
      code: 'ERR_VIDEO_INPUT',
      message: expect.stringContaining("decoder: 'ffmpeg'"),
    });
  });
});
