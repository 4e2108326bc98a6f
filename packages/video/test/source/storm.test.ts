// Sources that are opened, left, closed and read by turns at random: nothing is left, whatever comes when. The seed is printed
// with a failure; ASCEND_RX_SEED repeats it.
import { readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, it, jest } from '@jest/globals';
import { type Frame, type FrameSource, fromVideo } from '../../src/index.js';
import { FakeRtspServer } from '../support/fake-rtsp-server.js';
import { MjpegServer } from '../support/mjpeg-server.js';
import { packetize, pictures } from '../support/rtp.js';
import { expectNothingLeft, noteUsage } from '../support/usage.js';
import { describeWithFfmpeg, VideoFolder } from '../support/videos.js';

jest.setTimeout(120_000);
const seed = Number(process.env.ASCEND_RX_SEED ?? 20_261_129);

/** Numbers from 0 to below 1 (mulberry32). */
function random(start: number): () => number {
  let state = start | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const threads = () => readdirSync('/proc/self/task').length;

describeWithFfmpeg('sources in a storm', () => {
  const folder = new VideoFolder();
  let mjpeg: MjpegServer;
  let rtsp: FakeRtspServer;
  const inputs = new Map<string, string>();
  beforeAll(async () => {
    inputs.set('file', folder.h264('clip.mp4', '96x64', 20));
    folder.make('%d.jpg', 'testsrc2=size=96x64:rate=5', '-frames:v', '2');
    const jpegs = [1, 2].map((n) => readFileSync(folder.at(`${n}.jpg`)));
    let asked = 0;
    mjpeg = await new MjpegServer((_, response) => {
      asked += 1;
      mjpeg.begin(response, [...jpegs, ...jpegs, ...jpegs]);
      if (asked % 3 === 0) response.destroy(); // in the middle
    }).start();
    inputs.set('mjpeg', mjpeg.url());
    const packets = packetize('h264', pictures('h264', folder.camera('camera.h264', 'h264', '96x64', 10)));
    rtsp = await new FakeRtspServer({
      sdp: 'v=0\r\nm=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\n',
      packets,
    }).start();
    rtsp.onRequest = ({ method }) =>
      method === 'PLAY' && rtsp.requests.length % 3 === 0 && rtsp.sockets.at(-1)?.destroy();
    inputs.set('rtsp', rtsp.url());
  });
  afterAll(async () => {
    await mjpeg.close();
    await rtsp.close();
    folder.remove();
  });
  beforeEach(noteUsage);

  it.each([
    ['file', 'node-av', 12],
    ['mjpeg', 'node-av', 12],
    ['rtsp', 'node-av', 12],
    ['file', 'ffmpeg', 6],
    ['mjpeg', 'ffmpeg', 6],
  ] as const)('should leave nothing behind: %s by %s', async (input, decoder, rounds) => {
    // libuv's threads begin with the first call that needs one, all at once.
    await readFile(import.meta.filename);
    const threadsBefore = threads();
    const next = random(seed);
    const held: Frame[] = [];
    const errors: string[] = [];
    const open = () =>
      fromVideo(inputs.get(input) as string, {
        decoder,
        maxFrames: 1 + Math.floor(3 * next()),
        reconnect: { delay: 1, maxDelay: 2 },
      });
    const take = (frame: Frame) => {
      if (next() < 0.3) held.push(frame);
      else frame.release();
    };
    /** Lets something happen, or nothing. */
    const pause = async (frames: () => number) => {
      const kind = next();
      const turns = kind < 0.3 ? 3 : kind < 0.6 ? 400 : 20_000;
      const until = frames() + 1 + Math.floor(3 * next());
      for (let turn = 0; turn < turns && frames() < until; turn += 1) await setImmediate();
    };
    const play = async (source: FrameSource) => {
      for (let turn = 0; turn < 2; turn += 1) {
        let frames = 0;
        if (next() < 0.5) {
          const subscription = source.subscribe({
            next: (frame) => {
              frames += 1;
              take(frame);
              if (next() < 0.1) subscription.unsubscribe();
            },
            error: ({ code }) => errors.push(code),
          });
          await pause(() => frames);
          if (next() < 0.8) subscription.unsubscribe();
          else void source.close();
        } else {
          const iterator = source[Symbol.asyncIterator]();
          const pulled = (async () => {
            for (;;) {
              const { value, done } = await iterator.next();
              if (done) return;
              frames += 1;
              take(value);
            }
          })().catch(({ code }) => errors.push(code));
          await pause(() => frames);
          await (next() < 0.7 ? iterator.return?.() : source.close());
          await pulled;
        }
        for (const frame of held.splice(0, Math.floor(2 * held.length * next()))) frame.release();
      }
      await source.close();
    };
    for (let round = 0; round < rounds; round += 2) await Promise.all([play(open()), play(open())]);
    for (const frame of held.splice(0)) frame.release();
    // What is closed, or read by somebody, says so; nothing else fails.
    expect({ seed, errors: errors.filter((code) => code !== 'ERR_VIDEO_BUSY') }).toEqual({
      seed,
      errors: [],
    });
    expectNothingLeft();
    expect(threads()).toBe(threadsBefore);
  });
});
