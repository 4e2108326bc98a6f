import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { labels } from '../src/training/outlines.js';
import { run } from './support/run.js';

const model = fileURLToPath(new URL('../model/shapes.onnx', import.meta.url));

describe('the shipped model', () => {
  it('is right on at least 98 of 100 pictures it never saw', async () => {
    // In a process of its own: onnxruntime-node takes no arrays of jest's realm.
    const { code, stdout, stderr } = await run('training/evaluate.js', ['test', '600']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const [, right] = /^test: (\d+) of 600 right/m.exec(stdout) ?? [];
    expect(Number(right)).toBeGreaterThanOrEqual(0.98 * 600);
    expect(Number(right)).toBeLessThanOrEqual(600);
  }, 60_000);

  it('takes less than a megabyte', async () => {
    expect((await readFile(model)).length).toBeLessThan(1_000_000);
  });

  it('has its labels beside it', async () => {
    const text = await readFile(new URL('../model/labels.txt', import.meta.url), 'utf8');
    expect(text).toBe(`${labels.join('\n')}\n`);
  });
});
