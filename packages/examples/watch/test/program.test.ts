// The program as users start it: with its own detector and the picture classifier, on the embedded runtime.
import { spawn } from 'node:child_process';
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
