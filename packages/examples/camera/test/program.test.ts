// The program as users start it: with the real model, on the embedded runtime, with real videos and cameras.
import { once } from 'node:events';
import { readdirSync, watch } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import sharp from 'sharp';
import { hasFfmpeg, withFfmpeg } from '../../../../test/support/ffmpeg.js';
import { TemporaryFolder } from '../../../../test/support/temporary-folder.js';
import { droppedOf } from '../src/report/counts.js';
import { Painter } from '../src/scene/painter.js';
import { labelAt, sceneFormat } from '../src/scene/scene.js';
import { writeClip } from './support/clip.js';
import { jsonLines, sumsOf } from './support/json-lines.js';
import { start } from './support/program.js';

// Each case starts a process, which other work on the machine may slow down.
jest.setTimeout(120_000);

const files = new TemporaryFolder();
/** Of the program: what it leaves there is a fault. */
const temporary = new TemporaryFolder();
afterEach(() => expect(readdirSync(temporary.path)).toEqual([]));
afterAll(() => {
  files.remove();
  temporary.remove();
});
const camera = (...args: string[]) => start(temporary.path, args);
const run = (...args: string[]) => camera(...args).ended;

const itWithFfmpeg = withFfmpeg(it);

/** Every frame that came has come to one end, and the lines are the parts of the summary. */
function expectBalanced(stdout: string) {
  const printed = jsonLines(stdout);
  const { summary, seconds } = printed;
  expect(summary.in).toBe(summary.inferred + droppedOf(summary) + summary.cancelled);
  const { dropped, inferred, in: came } = summary;
  expect(sumsOf(seconds)).toEqual({ in: came, inferred, dropped });
  expect(seconds.map(({ second }) => second)).toEqual(seconds.map((_, i) => i + 1));
  return printed;
}

describe('without an argument', () => {
  it.each([['auto'], ...(hasFfmpeg ? [['ffmpeg']] : [])])(
    'should play the scene and see what it shows, with decoder %s',
    async (decoder) => {
      const { code, stdout, stderr } = await run('--json', '--duration', '3', '--decoder', decoder);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      const { begin, seconds, summary } = expectBalanced(stdout);
      expect(begin).toMatchObject({ model: 'shapes.onnx', how: 'at its own rate' });
      expect(begin.source).toBe('a scene of 480×360 with 25 frames per second');
      expect(seconds.length).toBeGreaterThanOrEqual(3);
      expect(summary).toMatchObject({ losses: 0, interrupted: false });
      // 3 s of 25 frames, and one that may come in the very last moment.
      expect(summary.in).toBeLessThanOrEqual(77);
      expect(summary.inferred).toBeGreaterThan(0);
      expect(summary.right).toBeGreaterThan(0.8 * summary.inferred);
      for (const { frame, inferred, latency, age } of seconds) {
        expect(frame !== undefined).toBe(inferred > 0);
        if (latency !== undefined) expect(latency.p50).toBeLessThanOrEqual(latency.p99);
        // The model answers after the frame has come, and the frame comes after it is captured.
        if (age !== undefined) expect(age.p99).toBeGreaterThan(0);
      }
      const shown = seconds.flatMap(({ frame }) => frame ?? []);
      const right = shown.filter(({ label, pts }) => label === labelAt(pts));
      expect(right.length).toBeGreaterThanOrEqual(shown.length - 1);
    },
  );

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('should end within a second on %s, with a summary', async (signal, exitCode) => {
    // Of a shorter scene, which is rendered sooner.
    const { child, ended, printed } = camera('--duration', '6');
    await printed(/^ +1 .*\n/m);
    const began = performance.now();
    // Twice, as npm does: it passes on what the terminal has already sent.
    child.kill(signal);
    child.kill(signal);
    const { code, signal: killedBy, stdout, stderr } = await ended;
    expect(performance.now() - began).toBeLessThan(1000);
    expect({ code, killedBy, stderr }).toEqual({ code: exitCode, killedBy: null, stderr: '' });
    expect(stdout).toMatch(
      /^shapes\.onnx on .*\na scene of 480×360 with 25 frames per second, at its own rate\n\n/,
    );
    expect(stdout).toMatch(/\ninterrupted: \d+ frames in \d+\.\d s: \d+ inferred, \d+ dropped/);
  });

  it('should end within a second while it renders', async () => {
    const watcher = watch(temporary.path);
    const { child, ended } = camera();
    await new Promise((resolve) => watcher.once('change', resolve));
    watcher.close();
    const began = performance.now();
    child.kill('SIGINT');
    const { code, stdout, stderr } = await ended;
    expect(performance.now() - began).toBeLessThan(1000);
    expect({ code, stdout, stderr }).toEqual({ code: 130, stdout: '', stderr: '' });
  });

  it('should end when nobody reads on', async () => {
    const { child, ended } = camera('--duration', '6');
    child.stdout.once('data', () => child.stdout.destroy());
    expect(await ended).toMatchObject({ code: 141, signal: null, stderr: '' });
  });
});

describe('a file', () => {
  const clip = join(files.path, 'clip.mp4');
  beforeAll(() => writeClip(clip, 60));

  it('should be classified frame by frame with --fast', async () => {
    const { code, stdout, stderr } = await run(clip, '--fast', '--json');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const { summary, seconds } = expectBalanced(stdout);
    expect(summary).toMatchObject({ in: 60, inferred: 60, cancelled: 0, interrupted: false });
    expect(summary.age).toBeUndefined();
    expect(seconds.at(-1)?.frame?.label).toBe('circle');
    // Whether labels are right is known of the scene alone.
    expect(summary.right).toBeUndefined();
  });

  it.each(['letterbox', 'crop'])('should be taken as --fit %s asks', async (fit) => {
    const { code, stdout } = await run(clip, '--fast', '--json', '--fit', fit);
    expect(code).toBe(0);
    expect(expectBalanced(stdout).summary.inferred).toBe(60);
  });

  it('should be played at its own rate, and print a table', async () => {
    const { code, stdout, stderr } = await run(clip);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const lines = stdout.split('\n');
    expect(lines[1]).toBe(`${clip}, at its own rate`);
    expect(lines[3]).toMatch(/^ +s +in\/s +inferred +p50 ms +p99 ms +age ms +shows +dropped$/);
    expect(lines[4]).toMatch(/^─{78}$/);
    const rows = lines.filter((line) => /^ +\d+ {2,}/.test(line));
    // 2.4 s: the last row is of what was left.
    expect(rows.length).toBeGreaterThanOrEqual(2);
    expect(stdout).toMatch(/^60 frames in \d+\.\d s: \d+ inferred, \d+ dropped/m);
    expect(stdout).toMatch(/^latency p50 [\d.]+ ms, p99 [\d.]+ ms; age p50 [\d.]+ ms, p99 [\d.]+ ms$/m);
  });

  it('should lose frames, and not its time, on a device that is too slow', async () => {
    const slow = { ASCEND_RX_EMBEDDED: JSON.stringify({ strict: 'fail', serviceTimeUs: 150_000 }) };
    const { code, stdout, stderr } = await start(temporary.path, [clip, '--json'], slow).ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const { summary } = expectBalanced(stdout);
    expect(summary.in).toBe(60);
    expect(summary.dropped.overflow).toBeGreaterThan(0);
    expect(summary.cancelled).toBe(0);
    expect(summary.latency?.p50).toBeGreaterThan(149);
  });

  itWithFfmpeg('should be decoded by the ffmpeg program', async () => {
    const { code, stdout, stderr } = await run(clip, '--fast', '--json', '--decoder', 'ffmpeg');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(expectBalanced(stdout).summary).toMatchObject({ in: 60, inferred: 60 });
  });
});

describe('a camera', () => {
  /** A camera with motion JPEG, which sends what it is given to the first who asks, and then ends; it has gone for all others. */
  async function serve(pictures: readonly Buffer[], status = 404) {
    let asked = 0;
    const server = createServer((_, response) => {
      asked += 1;
      if (asked > 1 || pictures.length === 0) {
        response.writeHead(status).end();
        return;
      }
      response.writeHead(200, { 'Content-Type': 'multipart/x-mixed-replace; boundary=frame' });
      for (const picture of pictures) {
        response.write(`--frame\r\nContent-Type: image/jpeg\r\nContent-Length: ${picture.length}\r\n\r\n`);
        response.write(picture);
        response.write('\r\n');
      }
      response.end('--frame--\r\n');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://user:secret@127.0.0.1:${(server.address() as AddressInfo).port}/video`;
    return { url, close: () => new Promise((resolve) => server.close(resolve)) };
  }

  it('should be told when it is lost, and end with 1 and a summary when it stays lost', async () => {
    const painter = new Painter();
    await painter.paint(1);
    const { width, height } = sceneFormat;
    const picture = await sharp(painter.pixels, { raw: { width, height, channels: 3 } })
      .jpeg()
      .toBuffer();
    const server = await serve(Array(5).fill(picture));
    const { code, stdout, stderr } = await run(server.url, '--json', '--attempts', '1');
    await server.close();
    expect(code).toBe(1);
    const { begin, summary, seconds } = expectBalanced(stdout);
    const label = server.url.replace('user:secret@', '');
    expect(begin).toMatchObject({ source: label, how: '' });
    expect(summary).toMatchObject({ in: 5, losses: 2 });
    expect(seconds.flatMap(({ frame }) => frame?.label ?? [])).toContain(labelAt(1));
    expect(stderr).not.toContain('secret');
    expect(stderr.split('\n')).toEqual([
      `ascend-rx-camera: connecting to ${label}`,
      `ascend-rx-camera: ${label} is live`,
      expect.stringMatching(/the next attempt is in 0\.5 s$/),
      `ascend-rx-camera: connecting to ${label}`,
      expect.stringMatching(/^ascend-rx-camera: .* the source is lost after 1 attempts/),
      '',
    ]);
  });

  it('should be left within a second on SIGINT while it is silent', async () => {
    const server = createTcpServer((socket) => socket.on('error', () => {}));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const label = `rtsp://127.0.0.1:${(server.address() as AddressInfo).port}/cam`;
    const { child, ended } = camera(label);
    const asked = once(server, 'connection').then(([socket]) => once(socket, 'data'));
    await Promise.race([asked, ended]);
    const began = performance.now();
    child.kill('SIGINT');
    const { code, signal, stdout, stderr } = await ended;
    const took = performance.now() - began;
    server.close();
    expect(took).toBeLessThan(1000);
    expect({ code, signal }).toEqual({ code: 130, signal: null });
    expect(stderr).toBe(`ascend-rx-camera: connecting to ${label}\n`);
    // Without a frame there is nothing to sum up.
    expect(stdout).toMatch(/^shapes\.onnx on .*\nrtsp:.*\n$/);
  });

  it('should end with 1 and one line where it refuses access', async () => {
    const server = await serve([], 401);
    const { code, stdout, stderr } = await run(server.url);
    await server.close();
    expect(code).toBe(1);
    expect(stdout).not.toContain('─');
    expect(stderr).toMatch(/\nascend-rx-camera: .*refuses access: 401\.\n$/);
  });
});

describe('the command line', () => {
  it('should have a help', async () => {
    const { code, stdout, stderr } = await run('--help');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^Usage: ascend-rx-camera /);
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
  });

  const expectLine = (stderr: string, message: RegExp) => {
    expect(stderr).toMatch(/^ascend-rx-camera: [^\n]*\n$/);
    expect(stderr.slice('ascend-rx-camera: '.length, -1)).toMatch(message);
  };

  it.each([
    [['/none.mp4'], /^no such file: \/none\.mp4$/],
    [
      [import.meta.filename ?? new URL(import.meta.url).pathname],
      /It is no video or picture that can be read/,
    ],
    [['concat:a|b'], /^The input is refused: "concat" is none of rtsp/],
    [['-x'], /^unknown option -x; there are /],
    [['--labels', '/none.txt'], /^cannot read the labels \/none\.txt: no such file$/],
  ])('should say in one line what is wrong: %j', async (args, message) => {
    const { code, stdout, stderr } = await run(...args);
    expect(code).toBe(1);
    expect(stdout).not.toContain('─');
    expectLine(stderr, message);
  });

  // By the same functions, without a process for each.
  it.each([
    [['/'], /^not a file: \/$/],
    [['a.mp4', 'b.mp4'], /^expected one input but received a\.mp4 b\.mp4$/],
    [['rtsp://127.0.0.1/x', '--fast'], /^--fast is for files: a camera has a rate of its own$/],
    [['--duration', '0'], /^expected an integer from 1 to 1000000 for --duration but received 0$/],
    [['--fit', 'strech'], /^expected .* for --fit but received strech; did you mean stretch\?$/],
    [['--preset', 'imagenet'], /^the preset imagenet brings no model: give one with --model FILE\.onnx$/],
    [['--model', '/none.onnx'], /^no such file: \/none\.onnx$/],
  ])('should say so when it is checked: %j', async (args, message) => {
    const { checkArguments } = await import('../src/check-arguments.js');
    let written = '';
    const write = jest.spyOn(process.stderr, 'write').mockImplementation((text) => {
      written += String(text);
      return true;
    });
    const code = await checkArguments(args).finally(() => write.mockRestore());
    expect(code).toBe(1);
    expectLine(written, message);
  });

  it('should be checked before anything native is there', async () => {
    const { checkArguments } = await import('../src/check-arguments.js');
    expect(await checkArguments(['--duration', '3'])).toBeUndefined();
    const written: string[] = [];
    const write = jest.spyOn(process.stderr, 'write').mockImplementation((text) => {
      written.push(String(text));
      return true;
    });
    const codes = [await checkArguments(['--durations', '3']), await checkArguments(['/none.mp4'])];
    write.mockRestore();
    expect(codes).toEqual([1, 1]);
    expect(written).toEqual([
      'ascend-rx-camera: unknown option --durations; did you mean --duration?\n',
      'ascend-rx-camera: no such file: /none.mp4\n',
    ]);
  });
});
