import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeModel } from '@ascend-rx/native/onnx';
import { afterAll, describe, expect, it } from '@jest/globals';
import { anyRank, doubledLength, nonZero } from '../../../../test/support/dynamic-models.js';
import { identity, severalTensors } from '../../../../test/support/models.js';
import { TemporaryFolder } from '../../../../test/support/temporary-folder.js';
import { runCli, runForJson } from '../support/run-cli.js';

const folder = new TemporaryFolder();
afterAll(() => folder.remove());
const model = folder.write('identity.onnx', identity());

/** A sample of the identity model: 16 times the same float. */
const sample = (value: number): Uint8Array => new Uint8Array(new Float32Array(16).fill(value).buffer);

describe('ascend-rx run', () => {
  it('should print one object with all figures', async () => {
    const report = await runForJson('run', model, '--execute-times', '10', '--callback-interval', '3');
    expect(Object.keys(report)).toEqual([
      'device',
      'model',
      'inferences',
      'callbacks',
      'seconds',
      'inferencesPerSecond',
      'ledger',
    ]);
    expect(report).toMatchObject({ device: expect.any(String), model, inferences: 10, callbacks: 4 });
    expect(report.seconds).toBeGreaterThan(0);
    expect(report.inferencesPerSecond).toBeCloseTo(10 / Number(report.seconds));
    expect(report.ledger).toEqual({
      submitted: 10,
      waiting: 0,
      inFlight: 0,
      delivered: 10,
      dropped: 0,
      failed: 0,
      cancelled: 0,
    });
  });

  it.each([
    // times, interval, in flight, callbacks
    [100, 1, 100, 100],
    [100, 3, 7, 34],
    [100, 7, 7, 15],
    [1000, 2, 2, 500],
    [1, 1, 1, 1],
    [5, 100, 100, 1],
    [10, 0, 4, 0],
  ])(
    'should run %i inferences at interval %i over %i slots with %i callbacks',
    async (times, interval, slots, callbacks) => {
      const counts = [
        '--execute-times',
        times,
        '--callback-interval',
        interval,
        '--max-in-flight',
        slots,
      ].map(String);
      const report = await runForJson('run', model, ...counts);
      expect(report).toMatchObject({
        inferences: times,
        callbacks,
        ledger: { submitted: times, delivered: times },
      });
    },
  );

  it('should take several files for an input in turn', async () => {
    const inputs = [1, 2, 3].flatMap((value) => [
      '--input',
      `x=${folder.write(`${value}.bin`, sample(value))}`,
    ]);
    const output = join(folder.path, 'turns');
    await runForJson('run', model, ...inputs, '--execute-times', '7', '--output', output);
    const written = readdirSync(output).sort();
    expect(written).toEqual(Array.from({ length: 7 }, (_, index) => `00000${index}.y.bin`));
    const values = written.map((name) => readFileSync(join(output, name)));
    expect(values).toEqual([1, 2, 3, 1, 2, 3, 1].map((value) => Buffer.from(sample(value))));
  });

  it('should make output names safe for files, and keep different ones apart', async () => {
    const value = { type: 'float32', dims: [1] } as const;
    const names = ['/head/out:0', 'head_out', '../up'];
    const file = folder.write(
      'names.onnx',
      encodeModel({
        name: 'names',
        inputs: [{ name: 'x', ...value }],
        outputs: names.map((name) => ({ name, ...value })),
        nodes: names.map((name) => ({ op: 'Identity', inputs: ['x'], outputs: [name] })),
      }),
    );
    const output = join(folder.path, 'new', 'names');
    await runForJson('run', file, '--execute-times', '1', '--output', output);
    expect(readdirSync(output).sort()).toEqual([
      '000000.%2Fhead%2Fout:0.bin',
      '000000...%2Fup.bin',
      '000000.head_out.bin',
    ]);
  });

  it('should give inputs without a file the same random values for the same seed', async () => {
    const several = folder.write('several.onnx', severalTensors());
    const outputsOf = async (seed: string): Promise<string[]> => {
      const output = join(folder.path, `seed-${seed}-${Math.random()}`);
      await runForJson('run', several, '--seed', seed, '--execute-times', '1', '--output', output);
      return readdirSync(output).map((name) => readFileSync(join(output, name)).toString('hex'));
    };
    const first = await outputsOf('1');
    expect(first).toHaveLength(2);
    expect(await outputsOf('1')).toEqual(first);
    expect(await outputsOf('2')).not.toEqual(first);
  });

  it('should take the dims that a model leaves open: given, or of the first gear', async () => {
    const hw = folder.write(
      'hw.onnx',
      encodeModel({
        name: 'hw',
        inputs: [{ name: 'x', type: 'float32', dims: [1, 1, 'h', 'w'] }],
        outputs: [{ name: 'y', type: 'float32', dims: [1, 1, 'h', 'w'] }],
        nodes: [{ op: 'Neg', inputs: ['x'], outputs: ['y'] }],
        metadata: {
          'ascend_rx.gears': JSON.stringify({
            hw: [
              [2, 3],
              [4, 5],
            ],
          }),
        },
      }),
    );
    const lengths = folder.write('lengths.onnx', doubledLength());
    const ranks = folder.write('ranks.onnx', anyRank());
    const places = folder.write('places.onnx', nonZero(4));
    const bytes = async (...args: string[]) => {
      const output = join(folder.path, `open-${args.join('-').replaceAll('/', '')}`);
      const { ledger } = await runForJson('run', ...args, '--execute-times', '3', '--output', output);
      expect(ledger).toMatchObject({ delivered: 3 });
      return readdirSync(output)
        .filter((file) => file.startsWith('000002.'))
        .map((file) => readFileSync(join(output, file)).length);
    };
    expect(await bytes(hw)).toEqual([4 * 2 * 3]);
    expect(await bytes(hw, '--dims', 'x=1x1x4x5')).toEqual([4 * 4 * 5]);
    expect(await bytes(lengths, '--dims', 'x=1x7x2')).toEqual([4 * 14, 4 * 14]);
    expect(await bytes(lengths, '--dims', 'x=1x0x2')).toEqual([0, 0]);
    expect(await bytes(ranks, '--dims', 'x=3x2')).toEqual([4 * 6]);
    expect(await bytes(places)).toHaveLength(1);
  });

  it('should print a table for people and no progress bar into a pipe', async () => {
    const { code, stdout, stderr } = await runCli('run', model, '--execute-times', '3');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^inferences +3$/m);
    expect(stdout).toMatch(/^ledger +3 submitted, 0 waiting, 0 inFlight, 3 delivered,/m);
  });
});
