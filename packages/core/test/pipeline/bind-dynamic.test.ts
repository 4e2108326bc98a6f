import { describe, expect, it } from '@jest/globals';
import type { InferInputs, TensorInfo } from '../../src/index.js';
import { bindDynamic } from '../../src/pipeline/bind-dynamic.js';

const info = (name: string, dims: number[], dimNames?: (string | undefined)[]): TensorInfo => ({
  name,
  rawName: name,
  type: 'float32',
  dims,
  bytes: -1,
  ...(dimNames && { dimNames }),
});
const text = info('x', [1, -1, 2], [undefined, 'len', undefined]);
const image = info('x', [1, 3, -1, -1], [undefined, undefined, 'height', 'width']);
const fixed: TensorInfo = { name: 'x', rawName: 'x', type: 'float32', dims: [2, 2], bytes: 16 };
const tensor = (...dims: number[]) => ({
  type: 'float32' as const,
  dims,
  data: new Float32Array(dims.reduce((a, b) => a * b, 1)),
});
const bound = (infos: TensorInfo[], value: unknown) => bindDynamic(infos, undefined, value as InferInputs);

describe('bindDynamic', () => {
  it('takes the dims of a tensor', () => {
    const value = tensor(1, 5, 2);
    expect(bound([text], value)).toEqual({ views: [value.data], dims: [[1, 5, 2]] });
    expect(bound([text], { x: value })).toEqual({ views: [value.data], dims: [[1, 5, 2]] });
    expect(bound([image], tensor(1, 3, 4, 6)).dims).toEqual([[1, 3, 4, 6]]);
  });

  it('takes raw bytes with dims', () => {
    const bytes = new Uint8Array(40);
    expect(bound([text], { type: 'float32', dims: [1, 5, 2], bytes })).toEqual({
      views: [bytes],
      dims: [[1, 5, 2]],
    });
    const [view] = bound([text], { type: 'float32', dims: [1, 5, 2], bytes: bytes.buffer }).views;
    expect([view?.buffer, view?.byteLength]).toEqual([bytes.buffer, 40]);
  });

  it('takes a size of 0, and more dims of 0 elements', () => {
    expect(bound([text], tensor(1, 0, 2))).toEqual({ views: [new Float32Array(0)], dims: [[1, 0, 2]] });
    expect(bound([image], tensor(1, 3, 0, 7)).dims).toEqual([[1, 3, 0, 7]]);
    expect(bound([text], new Float32Array(0)).dims).toEqual([[1, 0, 2]]);
  });

  it('takes a bare array where its length tells the one size that is open', () => {
    expect(bound([text], new Float32Array(10)).dims).toEqual([[1, 5, 2]]);
    expect(bound([info('x', [-1])], new Float32Array(3)).dims).toEqual([[3]]);
    expect(
      bound([text, { ...fixed, name: 'y' }], { x: new Float32Array(4), y: new Float32Array(4) }),
    ).toEqual({
      views: [new Float32Array(4), new Float32Array(4)],
      dims: [
        [1, 2, 2],
        [2, 2],
      ],
    });
  });

  it('takes a scalar beside inputs with open sizes', () => {
    const scalar: TensorInfo = { name: 's', rawName: 's', type: 'float32', dims: [], bytes: 4 };
    const inputs = { x: tensor(1, 1, 2), s: Float32Array.of(7) };
    expect(bound([text, scalar], inputs).dims).toEqual([[1, 1, 2], []]);
    expect(bound([text, scalar], { ...inputs, s: tensor() }).dims).toEqual([[1, 1, 2], []]);
  });

  it('keeps what it has checked, even if the value is changed afterwards', () => {
    const value = tensor(1, 5, 2);
    const { dims } = bound([text], value);
    value.dims[1] = 7;
    expect(dims).toEqual([[1, 5, 2]]);
  });

  it('takes only the dims of a gear, where there are gears', () => {
    const gears = [[[1, 2, 2]], [[1, 4, 2]]];
    expect(bindDynamic([text], gears, tensor(1, 4, 2)).dims).toEqual([[1, 4, 2]]);
    expect(bindDynamic([text], gears, new Float32Array(4)).dims).toEqual([[1, 2, 2]]);
    const mask = info('mask', [-1]);
    const both = [
      [[1, 2, 2], [2]],
      [[1, 4, 2], [4]],
    ];
    const inputs = (length: number, ofMask: number) => ({ x: tensor(1, length, 2), mask: tensor(ofMask) });
    expect(bindDynamic([text, mask], both, inputs(4, 4)).dims).toEqual([[1, 4, 2], [4]]);
    expect(() => bindDynamic([text, mask], both, inputs(4, 2))).toThrow(
      "Expected the dims of one of the model's gears (`x` [1, 2, 2], `mask` [2]; `x` [1, 4, 2], `mask` [4]) for `inputs` " +
        'but received `x` [1, 4, 2], `mask` [2]',
    );
    expect(() => bindDynamic([text], gears, tensor(1, 3, 2))).toThrow(
      "Expected the dims of one of the model's gears ([1, 2, 2], [1, 4, 2]) for `x` but received [1, 3, 2]",
    );
    const many = Array.from({ length: 10 }, (_, n) => [[1, n + 1, 2]]);
    expect(() => bindDynamic([text], many, tensor(1, 11, 2))).toThrow(/\[1, 8, 2\], 2 more\) for `x`/);
  });

  it('takes 128 dims, and looks at no more', () => {
    const dims = new Array(128).fill(1);
    expect(bound([info('x', [-2])], { ...tensor(1), dims }).dims).toEqual([dims]);
    // It says that there are 4 thousand million of them.
    const endless = new Proxy([1, 5, 2], {
      get: (target, key) => (key === 'length' ? 2 ** 32 - 1 : Reflect.get(target, key)),
    });
    expect(() => bound([text], { ...tensor(1, 5, 2), dims: endless })).toThrow(
      / received float32 \[1, 5, 2, /,
    );
  });

  const wantsText = 'Expected float32 [1, len, 2] for `x` but received';
  const anyLen = 'Any size ≥ 0 may stand for `len`; the others are as they are.';
  it.each<[string, TensorInfo, unknown, string]>([
    [
      'another size of a dim that is known',
      text,
      tensor(1, 5, 3),
      `${wantsText} float32 [1, 5, 3], 15 elements, 60 bytes. ${anyLen}`,
    ],
    ['another rank', text, tensor(5, 2), `${wantsText} float32 [5, 2], 10 elements, 40 bytes. ${anyLen}`],
    [
      'no name for the size that is open',
      info('x', [2, -1]),
      tensor(3, 1),
      'Expected float32 [2, -1] for `x` but received float32 [3, 1], 3 elements, 12 bytes. Any size ≥ 0 may stand for `-1`; ' +
        'the others are as they are.',
    ],
    [
      'a size that is no number of elements',
      text,
      { ...tensor(1, 1, 2), dims: [1, -1, 2] },
      `${wantsText} float32 [1, -1, 2], -2 elements, 8 bytes. ${anyLen}`,
    ],
    [
      'dims of BigInts',
      text,
      { ...tensor(1, 5, 2), dims: [1n, 5n, 2n] },
      `${wantsText} float32 [1n, 5n, 2n], 40 bytes. ${anyLen}`,
    ],
    [
      'a size that is not a number',
      text,
      { ...tensor(1, 5, 2), dims: [1, Number.NaN, 2] },
      `${wantsText} float32 [1, NaN, 2], 40 bytes. ${anyLen}`,
    ],
    [
      'more dims than a tensor has',
      info('x', [-2]),
      { ...tensor(1), dims: new Array(129).fill(1) },
      `Expected float32 [...] for \`x\` but received float32 [${'1, '.repeat(16)}…], 4 bytes. ` +
        'Any sizes ≥ 0 may be given, 128 at most.',
    ],
    [
      'fewer elements than its dims say',
      text,
      { ...tensor(1, 1, 2), dims: [1, 5, 2] },
      `${wantsText} float32 [1, 5, 2], 10 elements, 8 bytes`,
    ],
    [
      'another type',
      text,
      { type: 'int32', dims: [1, 1, 2], data: new Int32Array(2) },
      `${wantsText} int32 [1, 1, 2], 2 elements, 8 bytes`,
    ],
    [
      'elements of another type',
      text,
      { type: 'float32', dims: [1, 1, 2], data: new Int32Array(2) },
      `${wantsText} Int32Array of 2 elements, 8 bytes. Convert it: Float32Array.from(array).`,
    ],
    [
      'a bare array of another type',
      text,
      new Int32Array(2),
      `${wantsText} Int32Array of 2 elements, 8 bytes. Convert it: Float32Array.from(array).`,
    ],
    [
      'bare bytes',
      text,
      Buffer.alloc(8),
      `${wantsText} Buffer of 8 elements, 8 bytes. If these are the bytes of float32, say so: { type: 'float32', dims: [1, len, 2], bytes }.`,
    ],
    [
      'a bare array whose length does not fit',
      text,
      new Float32Array(5),
      `${wantsText} Float32Array of 5 elements, 20 bytes. The number of elements must be a multiple of 2.`,
    ],
    [
      'a bare array where two sizes are open',
      image,
      new Float32Array(12),
      'Expected float32 [1, 3, height, width] for `x` but received Float32Array of 12 elements, 48 bytes. Its length does not tell ' +
        "the dims. Give them: { type: 'float32', dims: [1, 3, height, width], data }.",
    ],
    [
      'a bare array where a size of 0 leaves another one open',
      info('x', [0, -1]),
      new Float32Array(0),
      'Expected float32 [0, -1] for `x` but received Float32Array of 0 elements, 0 bytes. Its length does not tell ' +
        "the dims. Give them: { type: 'float32', dims: [0, -1], data }.",
    ],
    [
      'an input whose dims are known',
      fixed,
      tensor(4),
      'Expected float32 [2, 2], 4 elements, 16 bytes for `x` but received float32 [4], 4 elements, 16 bytes',
    ],
    [
      'nothing',
      text,
      undefined,
      'Expected a Float32Array or a tensor (float32 [1, len, 2]) for `x` but received undefined',
    ],
    [
      'a plain array',
      text,
      [1, 2],
      'Expected a Float32Array or a tensor (float32 [1, len, 2]) for `x` but received an array of 2. ' +
        'Give numbers as Float32Array.from(array).',
    ],
  ])('says what is wrong with %s', (_, input, value, message) => {
    expect(() => bound([input], value)).toThrow(
      expect.objectContaining({ name: 'AscendRxError', code: 'ERR_INPUT', message }),
    );
  });
});
