// RTSP servers that do not behave as the usual ones: each of them is read, or ends the source with an error.
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Frame, FrameSource, VideoOptions } from '../../src/index.js';
import { fromVideo } from '../../src/index.js';
import { collect } from '../support/collect.js';
import { type FakeRtspOptions, FakeRtspServer, interleaved } from '../support/fake-rtsp-server.js';
import { ManualTime } from '../support/manual-time.js';
import { type Codec, isSlice, packetize, pictures } from '../support/rtp.js';
import { expectNothingLeft, noteUsage } from '../support/usage.js';
import { describeWithFfmpeg, hasEncoder, VideoFolder } from '../support/videos.js';

const folder = new VideoFolder();
const servers: FakeRtspServer[] = [];
afterAll(() => folder.remove());
beforeEach(noteUsage);
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
  expectNothingLeft();
});

const describe_ = (codec: Codec, more = '') =>
  `v=0\r\nm=video 0 RTP/AVP 96\r\na=rtpmap:96 ${codec.toUpperCase()}/90000\r\na=control:video\r\n${more}`;

async function serve(options: Partial<FakeRtspOptions>): Promise<FakeRtspServer> {
  const server = await new FakeRtspServer({ sdp: describe_('h264'), ...options }).start();
  servers.push(server);
  return server;
}

const open = (url: string, options: VideoOptions = {}) =>
  fromVideo(url, { decoder: 'node-av', reconnect: false, ...options });

/** Expects a picture of this size. */
async function expectPicture(source: FrameSource, width = 96): Promise<void> {
  const { frames, error } = await collect(source, 1);
  expect(error).toBeUndefined();
  expect(frames).toMatchObject([{ width, corrupt: false }]);
}

/** Expects the end by an error, of an attempt that is not repeated. */
async function expectError(source: FrameSource, code: string, message: RegExp): Promise<void> {
  const { frames, error } = await collect(source);
  expect(frames).toEqual([]);
  const cause = (error as Error).cause as { code?: string } | undefined;
  expect([error?.code, cause?.code]).toContain(code);
  expect(error?.message).toMatch(message);
}

describeWithFfmpeg('an RTSP server', () => {
  let clip: Buffer[][] = [];
  let small: Buffer[][] = [];
  let packets: Buffer[] = [];
  beforeAll(() => {
    clip = pictures('h264', folder.camera('camera.h264', 'h264', '96x64', 12));
    small = pictures('h264', folder.camera('small.h264', 'h264', '64x48', 5));
    packets = packetize('h264', clip);
  });

  describe.each(['tcp', 'udp'] as const)('over %s', (transport) => {
    it('should give each picture before the next one is sent', async () => {
      const server = await serve({});
      const playing = new Promise<void>((resolve) => {
        server.onRequest = ({ method }) => method === 'PLAY' && resolve();
      });
      const source = open(server.url(), { transport });
      const iterator = source[Symbol.asyncIterator]();
      let next = iterator.next();
      await playing;
      const times: number[] = [];
      // Sequence numbers and timestamps go round in the middle.
      let sequence = 65_530;
      for (const [i, picture] of clip.entries()) {
        const sent = packetize('h264', [picture], { sequence, timestamp: 0xffff_c000 + 3600 * i });
        sequence += sent.length;
        server.send(sent);
        const { value } = await next;
        expect(value.corrupt).toBe(false);
        times.push(Math.round(value.pts * 25));
        value.release();
        next = iterator.next();
      }
      await iterator.return?.();
      await next;
      expect(times).toEqual(clip.map((_, i) => i));
    });
  });

  it('should be followed when its parameter sets change in the middle', async () => {
    const server = await serve({ packets: packetize('h264', [...clip, ...small]) });
    const source = open(server.url());
    for await (const frame of source) {
      const { width } = frame;
      frame.release();
      if (width === 64) break;
    }
    await source.close();
  });

  it('should have the error of the decoder told when nothing of it can be decoded', async () => {
    // Without parameter sets.
    const slices = clip.map((units) => units.filter((unit) => isSlice('h264', unit)));
    const server = await serve({ packets: packetize('h264', slices) });
    const read = new Promise<void>((resolve) => {
      server.onRequest = ({ method }) => {
        if (method !== 'PLAY') return;
        // A request of the server's own: when it is answered, all that came before has been used.
        const socket = server.sockets[0] as Socket;
        socket.on('data', (data) => data.includes('RTSP/1.0 501') && resolve());
        socket.write('OPTIONS * RTSP/1.0\r\nCSeq: 900\r\n\r\n');
      };
    });
    const scheduler = new ManualTime();
    const collected = collect(open(server.url(), { scheduler }));
    await read;
    scheduler.advance(60_000);
    expect(await collected).toMatchObject({
      frames: [],
      error: {
        code: 'ERR_VIDEO_LOST',
        message: expect.stringMatching(/No frame has come for 10000 ms\. The decoder says: Invalid data/),
      },
    });
  });

  it('should mark what a loss has damaged, until the next key picture', async () => {
    const server = await serve({});
    const playing = new Promise<void>((resolve) => {
      server.onRequest = ({ method }) => method === 'PLAY' && resolve();
    });
    const iterator = open(server.url())[Symbol.asyncIterator]();
    let next: Promise<IteratorResult<Frame>> = iterator.next();
    await playing;
    const corrupt: boolean[] = [];
    let sequence = 0;
    for (const [i, picture] of clip.entries()) {
      const sent = packetize('h264', [picture], { sequence, timestamp: 3600 * i, size: 200 });
      sequence += sent.length;
      // Of picture 2, which none refers to but the next ones, a packet in the middle is lost: of its unit nothing is left.
      server.send(i === 2 ? sent.toSpliced(1, 1) : sent);
      if (i === 2) {
        expect(sent.length).toBeGreaterThan(2);
        continue;
      }
      const { value } = await next;
      corrupt.push(value.corrupt);
      value.release();
      next = iterator.next();
    }
    await iterator.return?.();
    expect(corrupt).toEqual([false, false, true, true, ...new Array(7).fill(false)]);
  });

  it.each<[string, Partial<FakeRtspOptions>, VideoOptions?]>([
    [
      'chooses other channels',
      {
        channel: 4,
        answer: (_, usual) => ({
          ...usual,
          headers: {
            ...usual.headers,
            ...('Transport' in usual.headers ? { Transport: 'RTP/AVP/TCP;interleaved=4-5' } : {}),
          },
        }),
      },
    ],
    [
      'leaves CSeq out',
      { answer: (_, { headers: { CSeq: _sequence, ...headers }, ...usual }) => ({ ...usual, headers }) },
    ],
    ['sends line breaks between its answers', { before: () => '\r\n\r\n' }],
    [
      'first says that it goes on',
      { before: ({ headers }) => `RTSP/1.0 100 Continue\r\nCSeq: ${headers.CSeq}\r\n\r\n` },
    ],
    ['asks whether anybody is there', { before: () => 'OPTIONS * RTSP/1.0\r\nCSeq: 900\r\n\r\n' }],
    [
      'gives an address of its own',
      {
        answer: (_, usual) => ({
          ...usual,
          headers: { ...usual.headers, 'Content-Base': 'rtsp://10.1.2.3/cam/' },
        }),
      },
    ],
    [
      'announces parameter sets that are none',
      { sdp: describe_('h264', 'a=fmtp:96 packetization-mode=1;sprop-parameter-sets=!!!!,AAAA\r\n') },
    ],
  ])('should be read if it %s', async (name, options) => {
    const server = await serve({ packets, ...options });
    await expectPicture(open(server.url()));
    if (name.startsWith('asks'))
      expect(server.received).toContain('RTSP/1.0 501 Not Implemented\r\nCSeq: 900');
    if (name.startsWith('gives'))
      expect(server.requests.slice(1, 3).map(({ uri }) => uri)).toEqual([
        'rtsp://10.1.2.3/cam/video',
        'rtsp://10.1.2.3/cam/',
      ]);
  });

  it('should be read if it sends packets before it answers PLAY', async () => {
    const server = await serve({
      beforePlay: (socket) => {
        for (const packet of packets) socket.write(interleaved(packet));
      },
    });
    await expectPicture(open(server.url()));
  });

  const hasIPv6 = Object.values(networkInterfaces()).some((all) =>
    all?.some(({ address }) => address === '::1'),
  );
  if (!hasIPv6) process.stderr.write('skipped: this machine has no IPv6\n');
  (hasIPv6 ? it.each : it.skip.each)(['tcp', 'udp'] as const)(
    'should be read at an address of IPv6 over %s',
    async (transport) => {
      const server = await serve({ packets, host: '::1' });
      await expectPicture(open(server.url(), { transport }));
    },
  );

  it('should be read at a name', async () => {
    const server = await serve({ packets });
    await expectPicture(open(server.url().replace('127.0.0.1', 'localhost')));
  });

  it('should get its digest, counted, with credentials that are encoded or have a percent sign', async () => {
    const challenge = 'Digest realm="r", nonce="n", qop="auth", algorithm=SHA-256';
    const server = await serve({
      packets,
      answer: ({ headers }, usual) =>
        headers.Authorization === undefined
          ? { status: '401 Unauthorized', headers: { ...usual.headers, 'WWW-Authenticate': challenge } }
          : usual,
    });
    await expectPicture(open(server.url('us%40er:100%')));
    const given = server.requests.map(({ method, headers }) => [
      method,
      /username="([^"]*)"/.exec(headers.Authorization ?? '')?.[1],
      /nc=(\w+)/.exec(headers.Authorization ?? '')?.[1],
    ]);
    expect(given.slice(0, 4)).toEqual([
      ['DESCRIBE', undefined, undefined],
      ['DESCRIBE', 'us@er', '00000001'],
      ['SETUP', 'us@er', '00000002'],
      ['PLAY', 'us@er', '00000003'],
    ]);
  });

  it.each([
    ['OPTIONS', 'DESCRIBE, PLAY'],
    ['GET_PARAMETER', 'DESCRIBE, GET_PARAMETER, PLAY'],
  ])('should get signs of life within its session time: %s', async (method, knows) => {
    const server = await serve({
      packets,
      answer: (request, usual) => ({
        ...usual,
        headers: {
          ...usual.headers,
          ...(request.method === 'OPTIONS' ? { Public: knows } : {}),
          ...(request.method === 'SETUP' ? { Session: 'abc ;timeout=1' } : {}),
        },
      }),
    });
    const signs: string[] = [];
    const second = new Promise<void>((resolve) => {
      server.onRequest = (request) => {
        if (!['OPTIONS', 'GET_PARAMETER'].includes(request.method)) return;
        expect(request.headers.Session).toBe('abc');
        signs.push(request.method);
        if (signs.length === 2) resolve();
      };
    });
    const source = open(server.url());
    const subscription = source.subscribe((frame) => frame.release());
    await second;
    subscription.unsubscribe();
    await source.close();
    expect(signs).toEqual(['OPTIONS', method]);
  });

  it('should be told that its video is not wanted any more', async () => {
    const server = await serve({ packets });
    const farewell = new Promise<void>((resolve) => {
      server.onRequest = ({ method }) => method === 'TEARDOWN' && resolve();
    });
    await collect(open(server.url()), 1);
    await farewell;
  });

  it.each<[string, Partial<FakeRtspOptions>, string, RegExp]>([
    [
      'points elsewhere',
      {
        answer: (_, { headers }) => ({
          status: '302 Found',
          headers: { ...headers, Location: 'rtsp://127.0.0.1:9/' },
        }),
      },
      'ERR_VIDEO_INPUT',
      /points elsewhere \(302\)/,
    ],
    [
      'knows no such video',
      { answer: (_, { headers }) => ({ status: '404 Not Found', headers }) },
      'ERR_VIDEO_OPEN',
      /404 Not Found to DESCRIBE/,
    ],
    [
      'forbids it',
      { answer: (_, { headers }) => ({ status: '403 Forbidden', headers }) },
      'ERR_VIDEO_CREDENTIALS',
      /refuses access: 403/,
    ],
    [
      'has another transport',
      {
        answer: ({ method }, usual) =>
          method === 'SETUP' ? { ...usual, status: '461 Unsupported Transport' } : usual,
      },
      'ERR_VIDEO_OPEN',
      /461/,
    ],
    [
      'announces a huge answer',
      {
        answer: (_, { headers }) => ({
          status: '200 OK',
          headers: { ...headers, 'Content-Length': '99999999999' },
        }),
      },
      'ERR_VIDEO_OPEN',
      /announces an answer of/,
    ],
    ['never ends its headers', { before: () => 'x'.repeat(600_000) }, 'ERR_VIDEO_OPEN', /sends no RTSP/],
    ['describes audio only', { sdp: 'v=0\r\nm=audio 0 RTP/AVP 0\r\n' }, 'ERR_VIDEO_INPUT', /no video/],
    ['describes nothing', { sdp: 'x' }, 'ERR_VIDEO_INPUT', /no video/],
    ...(['DESCRIBE', 'SETUP', 'PLAY'] as const).map(
      (silent): [string, Partial<FakeRtspOptions>, string, RegExp] => [
        `is silent at ${silent}`,
        { answer: ({ method }, usual) => (method === silent ? undefined : usual) },
        'ERR_VIDEO_OPEN',
        /not answered within 300 ms/,
      ],
    ),
  ])('should end the source with an error if it %s', async (_name, options, code, message) => {
    const server = await serve(options);
    await expectError(open(server.url(), { openTimeout: 300 }), code, message);
  });

  it.each(['DESCRIBE', 'SETUP', 'PLAY'])(
    'should be lost if it leaves at %s, and open no port any more',
    async (at) => {
      const server = await serve({
        answer: (request, usual) => {
          if (request.method !== at) return usual;
          server.sockets[0]?.destroy();
          return undefined;
        },
      });
      await expectError(
        open(server.url(), { transport: 'udp' }),
        'ERR_VIDEO_OPEN',
        /closed|ECONNRESET|EPIPE/,
      );
    },
  );

  it('should not end by the word of somebody else that it has ended', async () => {
    // A BYE to the port of RTCP is taken only from the address of the server. All of 127.0.0.0/8 is this machine.
    const { createSocket } = await import('node:dgram');
    const server = await serve({});
    const played = new Promise<string>((resolve) => {
      server.onRequest = ({ method }) =>
        method === 'PLAY' &&
        resolve(server.requests.find((each) => each.method === 'SETUP')?.headers.Transport ?? '');
    });
    const source = open(server.url(), { transport: 'udp' });
    const iterator = source[Symbol.asyncIterator]();
    const first = iterator.next();
    const port = Number(/-(\d+)$/.exec(await played)?.[1]);
    const goodbye = Buffer.from([0x81, 203, 0, 1, 0, 0, 0, 7]);
    const [stranger, friend] = ['127.0.0.9', '127.0.0.1'].map((address) => ({
      address,
      socket: createSocket('udp4'),
    }));
    for (const each of [stranger, friend]) {
      each?.socket.bind(0, each.address);
      await once(each?.socket as NonNullable<typeof each>['socket'], 'listening');
    }
    const say = (from: typeof stranger) =>
      new Promise((resolve) => from?.socket.send(goodbye, port, '127.0.0.1', resolve));
    await say(stranger);
    server.send(packets);
    (await first).value.release();
    await say(friend);
    const end = (async () => {
      for (;;) {
        const { value, done } = await iterator.next();
        if (done) return undefined;
        value.release();
      }
    })().catch((error: unknown) => error);
    expect(await end).toMatchObject({ code: 'ERR_VIDEO_LOST' });
    for (const each of [stranger, friend]) each?.socket.close();
  });

  const describeH265 = hasEncoder('libx265') ? describe : describe.skip;
  describeH265('with H.265', () => {
    it.each(['tcp', 'udp'] as const)('should be read over %s', async (transport) => {
      const hevc = pictures('h265', folder.camera(`${transport}.hevc`, 'h265', '160x96', 8));
      const server = await serve({ sdp: describe_('h265'), packets: packetize('h265', hevc, { size: 300 }) });
      await expectPicture(open(server.url(), { transport }), 160);
    });
  });
});
