import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeModel } from '@ascend-rx/native/onnx';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import sharp from 'sharp';
import { rowsOf } from './support/printed.js';
import { run, start } from './support/run.js';

// Each case starts processes, which other work on the machine may slow down.
jest.setTimeout(60_000);

/** A model for ImageNet's pictures whose logits are the means of the three normalised channels. */
function meanColour(softmax: boolean): Uint8Array {
  const nodes = [
    { op: 'GlobalAveragePool', inputs: ['x'], outputs: ['means'] },
    { op: 'Flatten', inputs: ['means'], outputs: [softmax ? 'flat' : 'y'] },
    ...(softmax ? [{ op: 'Softmax', inputs: ['flat'], outputs: ['y'] }] : []),
  ];
  return encodeModel({
    name: 'mean-colour',
    inputs: [{ name: 'x', type: 'float32', dims: [1, 3, 224, 224] }],
    outputs: [{ name: 'y', type: 'float32', dims: [1, 3] }],
    nodes,
  });
}

/** A model that takes its time: 16 convolutions of 64 channels each. */
function slow(): Uint8Array {
  const layers = Array.from({ length: 16 }, (_, i) => ({
    op: 'Conv',
    inputs: [i === 0 ? 'x' : `y${i}`, i === 0 ? 'first' : 'rest'],
    outputs: [`y${i + 1}`],
    attributes: { pads: [1, 1, 1, 1] },
  }));
  const weights = (name: string, channels: number) => ({
    ...{ name, type: 'float32' as const, dims: [64, channels, 3, 3] },
    data: new Float32Array(64 * channels * 9).fill(0.001),
  });
  return encodeModel({
    name: 'slow',
    inputs: [{ name: 'x', type: 'float32', dims: [1, 3, 64, 64] }],
    outputs: [{ name: 'y', type: 'float32', dims: [1, 64, 1, 1] }],
    nodes: [...layers, { op: 'GlobalAveragePool', inputs: ['y16'], outputs: ['y'] }],
    initializers: [weights('first', 3), weights('rest', 64)],
  });
}

describe("a user's own model", () => {
  let folder: string;
  const path = (name: string) => join(folder, name);
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'classify-'));
    await writeFile(path('logits.onnx'), meanColour(false));
    await writeFile(path('softmax.onnx'), meanColour(true));
    await writeFile(path('labels.txt'), 'red\ngreen\nblue');
    for (const [name, background] of Object.entries({ r: '#f00', g: '#0f0', b: '#00f' })) {
      const picture = sharp({ create: { width: 400, height: 300, channels: 3, background } });
      await picture.png().toFile(path(`${name}.png`));
    }
  });
  afterAll(() => rm(folder, { recursive: true }));

  // Softmax of ((255, 0, 0) / 255 - mean) / std: 96.98 % red, 1.34 % green, 1.68 % blue, and so on.
  const percentsOf = (colour: readonly number[]) => {
    const [mean, std] = [
      [0.485, 0.456, 0.406],
      [0.229, 0.224, 0.225],
    ];
    const powers = colour.map((value, i) => Math.exp((value - (mean?.[i] ?? 0)) / (std?.[i] ?? 1)));
    const sum = powers.reduce((a, b) => a + b);
    return powers.map((power) => (100 * power) / sum);
  };

  it.each([
    ['logits.onnx', 'logits'],
    ['softmax.onnx', 'probabilities'],
  ])('%s runs with the preset imagenet', async (model, output) => {
    const args = [
      '--preset',
      'imagenet',
      '--model',
      path(model),
      '--labels',
      path('labels.txt'),
      '--output',
      output,
    ];
    const { code, stdout, stderr } = await run('main.js', [
      ...args,
      ...['r', 'g', 'b'].map((c) => path(`${c}.png`)),
    ]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const rows = rowsOf(stdout);
    expect(rows).toHaveLength(9);
    [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ].forEach((colour, picture) => {
      const expected = percentsOf(colour);
      const block = rows.slice(3 * picture, 3 * picture + 3);
      expect(block[0]).toMatchObject({
        name: ['r.png', 'g.png', 'b.png'][picture],
        label: ['red', 'green', 'blue'][picture],
      });
      for (const { label, percent } of block) {
        expect(percent).toBeCloseTo(expected[['red', 'green', 'blue'].indexOf(label)] as number, 0);
      }
    });
  });

  it('numbers the classes where there are no labels', async () => {
    const { stdout } = await run('main.js', [
      ...['--preset', 'imagenet', '--model', path('logits.onnx'), '--top', '1'],
      path('b.png'),
    ]);
    expect(rowsOf(stdout).map(({ label }) => label)).toEqual(['class 2']);
  });

  it('is told to use the preset where it was forgotten', async () => {
    const { code, stderr } = await run('main.js', ['--model', path('logits.onnx'), path('b.png')]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^ascend-rx-classify: .* try --size 224 or --preset imagenet\n$/);
  });

  it('does not hold up Ctrl-C, however much of it is in flight', async () => {
    await writeFile(path('slow.onnx'), slow());
    const preset = ['--preset', 'imagenet', '--size', '64', '--callback-interval', '1', '--top', '1'];
    const args = [
      ...preset,
      '--model',
      path('slow.onnx'),
      '--execute-times',
      '100000',
      '--max-in-flight',
      '500',
    ];
    const { child, ended } = start('main.js', [...args, path('r.png')]);
    let interrupted = Number.NaN;
    child.stdout.on('data', (text: string) => {
      if (!Number.isNaN(interrupted) || !text.includes('%')) return;
      interrupted = performance.now();
      child.kill('SIGINT');
    });
    expect(await ended).toMatchObject({ code: 130, signal: null, stderr: '' });
    // What is in flight would take ten seconds and more.
    expect(performance.now() - interrupted).toBeLessThan(3000);
  });
});
