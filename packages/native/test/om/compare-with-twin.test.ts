import {
  compareWithTwin,
  type OfflineModel,
  type OfflineTensor,
  type TwinSignature,
} from '@ascend-rx/native/om';
import { describe, expect, it } from '@jest/globals';

const tensor = (name: string, dims: readonly number[], more: Partial<OfflineTensor> = {}): OfflineTensor => ({
  name,
  rawName: name,
  type: 'float32',
  dims,
  format: 'NCHW',
  bytes: dims.some((dim) => dim < 0) ? -1 : dims.reduce((product, dim) => product * dim, 4),
  ...more,
});

const offline = (
  inputs: readonly OfflineTensor[],
  outputs: readonly OfflineTensor[],
  gears?: OfflineModel['gears'],
): OfflineModel => ({
  name: 'm',
  inputs,
  outputs,
  ...(gears && { gears }),
  versions: { format: '0x20000000', ir: 2 },
  memory: {},
  models: 1,
  bytes: 1000,
  partitions: [],
});

const twin = (
  inputs: readonly OfflineTensor[],
  outputs: readonly OfflineTensor[],
  more: Pick<TwinSignature, 'batchSizes' | 'gears'> = {},
): TwinSignature => ({ inputs, outputs, ...more }) as TwinSignature;

const [a, b, y, z] = [tensor('a', [1, 2]), tensor('b', [1, 2]), tensor('y', [3]), tensor('z', [4])];

/** As lines: where, what, offline | twin. */
const compared = (...models: Parameters<typeof compareWithTwin>) =>
  compareWithTwin(...models).map(({ kind, index, name, what, offline: left, twin: right }) => {
    const where = index === undefined ? kind : `${kind} ${index} (\`${name}\`)`;
    return `${where} ${what}: ${left} | ${right}`;
  });

describe('compareWithTwin', () => {
  it('finds nothing where all is the same', () => {
    expect(compared(offline([a, b], [y, z]), twin([a, b], [y, z]))).toEqual([]);
    const scalar = tensor('s', []);
    expect(compared(offline([scalar], [y]), twin([scalar], [y]))).toEqual([]);
  });

  it('finds names, types, dims and bytes', () => {
    expect(compared(offline([a], [y]), twin([b], [y]))).toEqual(['input 0 (`a`) name: a | b']);
    const half = { ...a, type: 'float16', bytes: 4 };
    expect(compared(offline([half], [y]), twin([a], [y]))).toEqual([
      'input 0 (`a`) type: float16 | float32',
      'input 0 (`a`) bytes: 4 | 8',
    ]);
    expect(compared(offline([a], [y]), twin([a], [tensor('y', [1, 3])]))).toEqual([
      'output 0 (`y`) dims: 3 | 1×3',
    ]);
    expect(compared(offline([a], [y]), twin([tensor('a', [1, -1], { bytes: -1 })], [y]))).toEqual([
      'input 0 (`a`) dims: 1×2 | 1×?',
    ]);
    expect(compared(offline([tensor('a', [])], [y]), twin([a], [y]))).toEqual([
      'input 0 (`a`) dims: scalar | 1×2',
    ]);
  });

  it('finds numbers and orders', () => {
    expect(compared(offline([a, b], [y]), twin([a], [y, z]))).toEqual([
      'input number: 2 (a, b) | 1 (a)',
      'output number: 1 (y) | 2 (y, z)',
    ]);
    expect(compared(offline([a, b], [y, z]), twin([a, b], [z, y]))).toEqual(['output order: y, z | z, y']);
  });

  it('finds static AIPP, which the embedded runtime does not compute', () => {
    const picture = tensor('a', [1, 2], { aippDims: [1, 8], type: 'uint8', bytes: 8 });
    expect(compared(offline([picture], [y]), twin([a], [y]))).toEqual([
      'input 0 (`a`) type: uint8 | float32',
      'input 0 (`a`) dims: 1×8 with static AIPP (the network has 1×2) | 1×2',
    ]);
  });

  it('leaves out the inputs that ATC adds', () => {
    const added = tensor('ascend_mbatch_shape_data', [1], { type: 'int32' });
    const batch = tensor('a', [-1, 2]);
    expect(
      compared(
        offline([batch, added], [tensor('y', [-1, 3])], { batch: [1, 2] }),
        twin([tensor('a', [1, 2])], [tensor('y', [1, 3])], { batchSizes: [1, 2] }),
      ),
    ).toEqual([]);
  });

  it('takes what one of both learns of an output only by executing for any', () => {
    for (const [left, right] of [
      [[-2], [2, -1]],
      [[4, 6], [-2]],
      [
        [4, 6],
        [-1, 6],
      ],
      [
        [-1, 6],
        [4, 6],
      ],
    ] as const)
      expect(compared(offline([a], [tensor('y', left)]), twin([a], [tensor('y', right)]))).toEqual([]);
    expect(compared(offline([a], [tensor('y', [4, 6])]), twin([a], [tensor('y', [-1, 5])]))).toEqual([
      'output 0 (`y`) dims: 4×6 | ?×5',
    ]);
  });

  it('takes no dims of an input for any', () => {
    expect(compared(offline([tensor('a', [1, -1])], [y]), twin([a], [y]))).toEqual([
      'input 0 (`a`) dims: 1×? | 1×2',
    ]);
    expect(compared(offline([a], [y]), twin([tensor('a', [-2])], [y]))).toEqual([
      'input 0 (`a`) dims: 1×2 | ?',
    ]);
    expect(compared(offline([tensor('a', [-1, 2])], [y]), twin([tensor('a', [-1, 2])], [y]))).toEqual([]);
  });

  describe('with gears', () => {
    const batch = tensor('a', [-1, 2]);
    const one = tensor('a', [1, 2]);
    const outputs = [tensor('y', [8, 3])];
    const outputsOfOne = [tensor('y', [1, 3])];

    it('compares batch sizes', () => {
      const gears = { batch: [4, 1, 8] };
      expect(
        compared(offline([batch], outputs, gears), twin([one], outputsOfOne, { batchSizes: [1, 4, 8] })),
      ).toEqual([]);
      expect(
        compared(offline([batch], outputs, gears), twin([one], outputsOfOne, { batchSizes: [1, 4] })),
      ).toEqual(['gears gears: batch sizes 4, 1, 8 | batch sizes 1, 4']);
      expect(compared(offline([batch], outputs, gears), twin([one], outputsOfOne))).toEqual([
        'gears gears: batch sizes 4, 1, 8 | none',
      ]);
      expect(compared(offline([one], outputsOfOne), twin([one], outputsOfOne, { batchSizes: [1] }))).toEqual([
        'gears gears: none | batch sizes 1',
      ]);
    });

    it('compares batch sizes with the dims of each gear, as a twin has them whose outputs depend on data', () => {
      const unknown = [tensor('y', [-1, 3])];
      const same = { gears: [[[1, 2]], [[4, 2]]] };
      expect(compared(offline([batch], unknown, { batch: [4, 1] }), twin([batch], unknown, same))).toEqual(
        [],
      );
      expect(compared(offline([batch], unknown, { batch: [4, 2] }), twin([batch], unknown, same))).toEqual([
        'gears gears: batch sizes 4, 2 | dims 1×2, 4×2',
      ]);
    });

    it('compares the other dims of a sample', () => {
      expect(
        compared(
          offline([tensor('a', [-1, 3])], outputs, { batch: [1] }),
          twin([one], outputsOfOne, { batchSizes: [1] }),
        ),
      ).toEqual(['input 0 (`a`) dims: ?×3 | 1×2']);
    });

    it('compares heights and widths', () => {
      const gears = {
        hw: [
          [8, 4],
          [2, 2],
        ],
      };
      const dims = [[[1, 3, 2, 2]], [[1, 3, 8, 4]]];
      const picture = tensor('a', [1, 3, -1, -1]);
      const same = twin([picture], [y], { gears: dims });
      expect(compared(offline([picture], [y], gears), same)).toEqual([]);
      const nhwc = tensor('a', [1, -1, -1, 3], { format: 'NHWC' });
      expect(
        compared(offline([nhwc], [y], { hw: [[8, 4]] }), twin([nhwc], [y], { gears: [[[1, 8, 4, 3]]] })),
      ).toEqual([]);
      expect(compared(offline([picture], [y], { hw: [[8, 8]] }), same)).toEqual([
        'gears gears: height×width 8×8 | dims 1×3×2×2, 1×3×8×4',
      ]);
    });

    it('compares gears of dims, with the missing sizes or with all', () => {
      const text = tensor('a', [1, -1]);
      const mask = tensor('b', [-1]);
      const same = twin([text, mask], [y], { gears: [[[1, 5], [7]]] });
      expect(compared(offline([text, mask], [y], { dims: [[5, 7]] }), same)).toEqual([]);
      expect(compared(offline([text, mask], [y], { dims: [[1, 5, 7]] }), same)).toEqual([]);
      expect(compared(offline([text, mask], [y], { dims: [[5, 8]] }), same)).toEqual([
        'gears gears: dims 5×8 | dims 1×5×7',
      ]);
    });
  });
});
