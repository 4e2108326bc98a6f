// The program as users start it: with its own detector and the picture classifier, on the embedded runtime.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fromVideo } from '@ascend-rx/video';
import { afterAll, describe, expect, it, jest } from '@jest/globals';
import { withFfmpeg } from '../../../../test/support/ffmpeg.js';
import { TemporaryFolder } from '../../../../test/support/temporary-folder.js';

const folder = new TemporaryFolder();
afterAll(() => folder.remove());

// Each case starts a process, which other work on the machine may slow down.
jest.setTimeout(180_000);

const program = fileURLToPath(new URL('../dist/main.js', import.meta.url));

function start(...args: string[]) {
  const child = spawn(process.execPath, [program, ...args], {
    env: { ...process.env, NODE_OPTIONS: '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      texts[name] += text;
    });
  }
  const ended = new Promise<{ code: number | null } & typeof texts>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, ...texts }));
  });
  return { child, ended };
}

interface Line {
  readonly type: string;
  readonly [field: string]: unknown;
}

describe('without an argument', () => {
  it('should count what crosses the line as the scene has it, and name it by both models', async () => {
    const { code, stdout, stderr } = await start('--json').ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const lines: Line[] = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    const summary = lines.at(-1);
    expect(lines.map(({ type }) => type)).toEqual(['begin', ...Array(250).fill('frame'), 'summary']);
    expect(summary).toMatchObject({ type: 'summary', frames: 250, dropped: {}, right: true });
    expect(summary?.counts).toEqual(summary?.expected);
    const objects = lines.flatMap(
      (line) => (line.objects ?? []) as { id: number; name: string; label?: string; box: number[] }[],
    );
    // What the two models say of an object that has been looked at is the same nearly always.
    const looked = objects.filter(({ label }) => label !== undefined);
    expect(looked.length).toBeGreaterThan(0.95 * objects.length);
    expect(looked.filter(({ name, label }) => name === label).length).toBeGreaterThan(0.9 * looked.length);
  });

  withFfmpeg(it)(
    'should print a line for each crossing, and a summary, and save what it has seen',
    async () => {
      const file = join(folder.path, 'seen.mp4');
      const { code, stdout } = await start('--line', '320,720,320,0', '--save', file).ended;
      expect(code).toBe(0);
      const frames: { width: number; height: number; pts: number }[] = [];
      for await (const frame of fromVideo(file)) {
        frames.push({ width: frame.width, height: frame.height, pts: frame.pts });
        frame.release();
      }
      expect(frames).toHaveLength(250);
      expect(frames[249]).toEqual({ width: 1280, height: 720, pts: expect.closeTo(249 / 25, 3) });
      expect(stdout).toMatch(/^ +\d+\.\d\d s {2}object \d+, (\w+) \(looks like \1\), went (left|right)$/m);
      expect(stdout).toMatch(/^250 frames in .* per second; detector .* ms \(mean\)$/m);
      // What the scene says is for its own line.
      expect(stdout).not.toMatch(/as the scene has it|but the scene has/);
    },
  );

  it('should end well when the reader of its lines has gone', async () => {
    const { child, ended } = start('--json');
    child.stdout.once('data', () => child.stdout.destroy());
    const { code, stderr } = await ended;
    expect({ code, stderr }).toEqual({ code: 141, stderr: '' });
  });

  it('should end soon on Ctrl-C, with what it has seen', async () => {
    const { child, ended } = start('--real-time');
    child.stdout.once('data', () => child.kill('SIGINT'));
    const { code, stdout, stderr } = await ended;
    expect({ code, stderr }).toEqual({ code: 130, stderr: '' });
    expect(stdout).toMatch(/^\d+ objects$/m);
  });
});

withFfmpeg(it)('should watch a camera, and tell nobody its password', async () => {
  const scene = fileURLToPath(new URL('../scene/shapes.mp4', import.meta.url));
  const asked = spawnSync(
    'ffmpeg',
    ['-v', 'error', '-i', scene, '-t', '1', '-f', 'image2pipe', '-c:v', 'mjpeg', '-'],
    {
      maxBuffer: 2 ** 26,
    },
  );
  // Each picture begins with the bytes that begin a JPEG file.
  const bytes = asked.stdout;
  const begins: number[] = [];
  for (let at = 0; at >= 0; at = bytes.indexOf('ffd8ff', at + 1, 'hex')) begins.push(at);
  const pictures = begins.map((begin, i) => bytes.subarray(begin, begins[i + 1]));
  expect(pictures.length).toBeGreaterThanOrEqual(25);
  const camera = createServer((_, response) => {
    response.writeHead(200, { 'Content-Type': 'multipart/x-mixed-replace; boundary=frame' });
    let shown = 0;
    const timer = setInterval(() => {
      const picture = pictures[shown % pictures.length] as Buffer;
      shown += 1;
      response.write(`--frame\r\nContent-Type: image/jpeg\r\nContent-Length: ${picture.length}\r\n\r\n`);
      response.write(picture);
      response.write('\r\n');
    }, 40);
    response.on('close', () => clearInterval(timer));
  });
  await once(camera.listen(0, '127.0.0.1'), 'listening');
  const { port } = camera.address() as AddressInfo;
  const { child, ended } = start('--json', `http://user:secret@127.0.0.1:${port}/video`);
  // Until an object has been seen, and looked at by both models.
  child.stdout.on('data', (text: string) => {
    if (text.includes('"label":')) child.kill('SIGINT');
  });
  const { code, stdout, stderr } = await ended;
  camera.closeAllConnections();
  camera.close();
  expect({ code, stderr }).toEqual({ code: 130, stderr: '' });
  const lines: Line[] = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines[0]).toMatchObject({ type: 'begin', source: `http://127.0.0.1:${port}/video` });
  const objects = lines.flatMap((line) => (line.objects ?? []) as { name: string; label?: string }[]);
  expect(objects.some(({ name, label }) => name === label)).toBe(true);
  expect(stdout).not.toContain('secret');
  // Nothing is known of what a camera has seen.
  expect(lines.at(-1)).not.toHaveProperty('expected');
});

it.each([
  [['--line', '1'], 'expected two points'],
  [['none.mp4'], 'none.mp4'],
  [['--model', 'none'], 'none'],
])('should say what is wrong with %j', async (args, message) => {
  const { code, stdout, stderr } = await start(...args).ended;
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toMatch(/^ascend-rx-watch: .*\n$/);
  expect(stderr).toContain(message);
});
