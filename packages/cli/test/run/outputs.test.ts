// The outputs of `ascend-rx run` are onnxruntime-node's, byte for byte.
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { encodeModel, type OnnxModel, type OnnxNode, type OnnxType } from '@ascend-rx/native/onnx';
import { afterAll, describe, expect, it } from '@jest/globals';
import { runChild } from '../../../../test/support/run-child.js';
import { TemporaryFolder } from '../../../../test/support/temporary-folder.js';
import { runForJson } from '../support/run-cli.js';

const reference = fileURLToPath(new URL('./reference.mjs', import.meta.url));
const folder = new TemporaryFolder();
afterAll(() => folder.remove());

/** Bytes that are valid values of the type: any integer, any float of ordinary size, 0 or 1. */
function values(type: OnnxType, count: number, seed: number): Uint8Array {
  const number = (index: number): number => ((index + 1) * (seed * 2 + 3)) % 101;
  const numbers = Array.from({ length: count }, (_, index) => number(index) - 50);
  const of: Partial<Record<OnnxType, () => ArrayBufferView>> = {
    float32: () => Float32Array.from(numbers, (n) => n / 7),
    // 0x3c00 is 1: numbers between 1 and 2, of either sign.
    float16: () => Uint16Array.from(numbers, (n) => (n < 0 ? 0x8000 : 0) | (0x3c00 + Math.abs(n) * 9)),
    float64: () => Float64Array.from(numbers, (n) => n / 7),
    int8: () => Int8Array.from(numbers),
    uint8: () => Uint8Array.from(numbers),
    int32: () => Int32Array.from(numbers, (n) => n * 1_000_003),
    int64: () => BigInt64Array.from(numbers, (n) => BigInt(n) * 10_000_000_000_037n),
    bool: () => Uint8Array.from(numbers, (n) => n & 1),
  };
  const array = of[type]?.();
  if (!array) throw new Error(`no values for ${type}`);
  return new Uint8Array(array.buffer as ArrayBuffer);
}

const count = ({ dims = [] }: { dims?: readonly (number | string)[] }): number =>
  dims.reduce<number>((product, dim) => product * Number(dim), 1);

/** Runs the model twice over, with both programs, and compares all outputs. */
async function expectSameOutputs(model: OnnxModel, label: string): Promise<void> {
  const file = folder.write(`${label}.onnx`, encodeModel(model));
  const ours = join(folder.path, `${label}-ours`);
  const theirs = join(folder.path, `${label}-theirs`);
  mkdirSync(theirs);
  const inputs = model.inputs.map((info, index) => {
    const sample = folder.write(`${label}.${info.name}.bin`, values(info.type, count(info), index + 1));
    return { ...info, sample };
  });

  const { code, stderr } = await runChild([
    reference,
    file,
    theirs,
    ...inputs.map(({ name, type, dims = [], sample }) => [name, type, dims.join(','), sample].join('=')),
  ]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const given = inputs.flatMap(({ name, sample }) => ['--input', `${name}=${sample}`]);
  await runForJson('run', file, ...given, '--execute-times', '2', '--output', ours);

  const names = readdirSync(theirs);
  expect(names).toEqual(model.outputs.map(({ name }) => `${name}.bin`).sort());
  for (const index of ['000000', '000001']) {
    for (const name of names) {
      const our = readFileSync(join(ours, `${index}.${name}`));
      const their = readFileSync(join(theirs, name));
      expect(our.length).toBeGreaterThan(0);
      expect(our.toString('hex')).toBe(their.toString('hex'));
    }
  }
}

const transpose: OnnxNode = { op: 'Transpose', inputs: ['x'], outputs: ['y'] };
const twice = (op: string): OnnxNode => ({ op, inputs: ['x', 'x'], outputs: ['y'] });

describe('outputs of ascend-rx run', () => {
  it.each<[OnnxType, OnnxNode]>([
    ['float32', { op: 'Softmax', inputs: ['x'], outputs: ['y'] }],
    ['float32', transpose],
    ['float16', { op: 'Abs', inputs: ['x'], outputs: ['y'] }],
    ['float16', transpose],
    ['float64', twice('Mul')],
    ['int8', transpose],
    ['uint8', transpose],
    ['int32', twice('Mul')],
    ['int64', twice('Add')],
    ['bool', { op: 'Not', inputs: ['x'], outputs: ['y'] }],
  ])('should equal those of onnxruntime-node: %s, $op', async (type, node) => {
    const [rows, columns] = [3, 50];
    const dims = node === transpose ? [columns, rows] : [rows, columns];
    const x = { name: 'x', type, dims: [rows, columns] };
    const label = `${type}-${node.op}`;
    const outputs = [{ name: 'y', type, dims }];
    await expectSameOutputs({ name: label, inputs: [x], outputs, nodes: [node] }, label);
  });

  it('should equal those of onnxruntime-node: several inputs and outputs of several types', async () => {
    await expectSameOutputs(
      {
        name: 'several',
        inputs: [
          { name: 'a', type: 'float32', dims: [2, 3] },
          { name: 'b', type: 'float32', dims: [2, 3] },
          { name: 'c', type: 'int64', dims: [4] },
        ],
        outputs: [
          { name: 'sum', type: 'float32', dims: [2, 3] },
          { name: 'less', type: 'bool', dims: [2, 3] },
          { name: 'double', type: 'int64', dims: [4] },
        ],
        nodes: [
          { op: 'Add', inputs: ['a', 'b'], outputs: ['sum'] },
          { op: 'Less', inputs: ['a', 'b'], outputs: ['less'] },
          { op: 'Add', inputs: ['c', 'c'], outputs: ['double'] },
        ],
      },
      'several',
    );
  });
});
