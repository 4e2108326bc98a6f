import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { firstLabels, rowsOf } from './support/printed.js';
import { run, start } from './support/run.js';

// Each case starts processes, which other work on the machine may slow down.
jest.setTimeout(60_000);

const pictures = fileURLToPath(new URL('../pictures', import.meta.url));
const classify = (...args: string[]) => run('main.js', args);

describe('ascend-rx-classify', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'classify-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('gets all sample pictures right, in their order', async () => {
    const expected: Record<string, string> = JSON.parse(
      await readFile(join(pictures, 'expected.json'), 'utf8'),
    );
    const { code, stdout, stderr } = await classify();
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(firstLabels(stdout)).toEqual(Object.entries(expected));
    expect(new Set(Object.values(expected)).size).toBe(10);
    expect(stdout).toMatch(/\n20 inferences, 3 callbacks, \d+\.\d per second\n$/);
  });

  it('prints five labels of each, their probabilities falling', async () => {
    const { stdout } = await classify(join(pictures, '01.jpg'));
    const rows = rowsOf(stdout);
    expect(rows).toHaveLength(5);
    const percents = rows.map(({ percent }) => percent);
    expect(percents).toEqual([...percents].sort((a, b) => b - a));
    expect(percents.reduce((a, b) => a + b)).toBeLessThanOrEqual(100.3);
  });

  it('goes round over the pictures, with a callback for each group and the rest', async () => {
    const files = ['03.webp', '01.jpg'].map((name) => join(pictures, name));
    const { code, stdout } = await classify(...files, '--execute-times', '10', '--callback-interval', '3');
    expect(code).toBe(0);
    expect(firstLabels(stdout).map(([name]) => name)).toEqual(Array(5).fill(['03.webp', '01.jpg']).flat());
    expect(stdout).toContain('10 inferences, 4 callbacks, ');
  });

  it('finishes over a pool that is much smaller than the work', async () => {
    const counts = ['--execute-times', '100', '--max-in-flight', '2', '--callback-interval', '2'];
    const { stdout } = await classify('--quiet', ...counts);
    expect(stdout).toContain('100 inferences, 50 callbacks, ');
    expect(rowsOf(stdout)).toEqual([]);
  });

  it('takes no callbacks at all for an interval of 0', async () => {
    const { stdout } = await classify(
      '--callback-interval',
      '0',
      '--execute-times',
      '30',
      '--max-in-flight',
      '4',
    );
    expect(firstLabels(stdout)).toHaveLength(30);
    expect(stdout).toContain('30 inferences, 0 callbacks, ');
  });

  it('reports corrupt pictures among good ones and classifies the others', async () => {
    const names = ['01.jpg', '02.png', '03.webp', '04.jpg'];
    for (const name of names) await copyFile(join(pictures, name), join(folder, name));
    const whole = await readFile(join(pictures, '02.png'));
    await writeFile(join(folder, '02.png'), whole.subarray(0, whole.length / 2));
    await writeFile(join(folder, '04.jpg'), 'not a picture');
    for (const more of [[], ['--execute-times', '9']]) {
      const { code, stdout, stderr } = await classify(folder, ...more);
      expect(code).toBe(1);
      const lines = stderr.trimEnd().split('\n').sort();
      expect(lines).toHaveLength(2);
      expect(lines[0]).toMatch(/^ascend-rx-classify: .*\/02\.png: \S/);
      expect(lines[1]).toMatch(
        /^ascend-rx-classify: .*\/04\.jpg: Input file contains unsupported image format$/,
      );
      const found = firstLabels(stdout);
      expect(found.slice(0, 2)).toEqual([
        ['01.jpg', 'cross'],
        ['03.webp', 'square'],
      ]);
      expect(found).toHaveLength(more.length > 0 ? 9 : 2);
      expect(stdout).toMatch(/, 2 pictures unreadable\n$/);
    }
  });

  it('prints its help', async () => {
    const { code, stdout, stderr } = await classify('--help');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^Usage: ascend-rx-classify /);
  });

  it('says in one line what is wrong', async () => {
    const path = (name: string) => join(folder, name);
    await writeFile(path('text.onnx'), 'this is no model');
    await writeFile(path('nine.txt'), 'a\nb\nc\nd\ne\nf\ng\nh\ni\n');
    const cases: [string[], RegExp][] = [
      [['--modle', 'x.onnx'], /unknown option --modle; did you mean --model\?/],
      [
        ['--callback-interval', '8', '--max-in-flight', '4'],
        /expected at most what --max-in-flight says \(4\) for/,
      ],
      [[path('none.jpg')], /no such file or folder: .*none\.jpg/],
      [['--model', path('none.onnx')], /no such file: .*none\.onnx/],
      [['--model', path('text.onnx')], /text\.onnx/],
      [['--labels', path('none.txt')], /cannot read the labels .*none\.txt: no such file/],
      [
        ['--labels', path('nine.txt')],
        /expected 10 labels, one for each class of the model, but .*nine\.txt has 9/,
      ],
      [['--size', '32'], /expected a model with one input float32 1x3x32x32, but .*, try --size 64/],
    ];
    for (const [args, message] of cases) {
      const { code, stdout, stderr } = await classify(...args);
      expect(stderr).toMatch(new RegExp(`^ascend-rx-classify: .*${message.source}.*\n$`));
      expect({ args, code, rows: rowsOf(stdout) }).toEqual({ args, code: 1, rows: [] });
    }
  });

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'ends cleanly on %s, with a summary of what was done',
    async (signal) => {
      const { child, ended } = start('main.js', ['--execute-times', '1000000000']);
      // Twice, as npm does: it passes on what the terminal has already sent.
      const interrupt = (text: string) => {
        if (!text.includes('%')) return;
        child.stdout.off('data', interrupt);
        child.kill(signal);
        child.kill(signal);
      };
      child.stdout.on('data', interrupt);
      const { code, signal: killedBy, stdout, stderr } = await ended;
      expect({ code, killedBy, stderr }).toEqual({
        code: signal === 'SIGINT' ? 130 : 143,
        killedBy: null,
        stderr: '',
      });
      expect(stdout).toMatch(/\ninterrupted: \d+ inferences?, \d+ callbacks?, [\d.]+ per second\n$/);
    },
  );

  it('ends when nobody reads on', async () => {
    const { child, ended } = start('main.js', ['--execute-times', '1000000000']);
    child.stdout.once('data', () => child.stdout.destroy());
    expect(await ended).toMatchObject({ code: 141, signal: null, stderr: '' });
  });
});
