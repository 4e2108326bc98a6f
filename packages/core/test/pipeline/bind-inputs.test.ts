import { runInNewContext } from 'node:vm';
import { describe, expect, it } from '@jest/globals';
import type { InferInputs, Tensor, TensorInfo, TensorType } from '../../src/index.js';
import { bindInputs } from '../../src/pipeline/bind-inputs.js';
import { tensorArrays } from '../../src/tensors/tensor-arrays.js';

const x: TensorInfo = { name: 'x', rawName: 'x', type: 'float32', dims: [2, 2], bytes: 16 };
const image: TensorInfo = { name: 'image', rawName: 'image', type: 'uint8', dims: [3], bytes: 3 };
const half: TensorInfo = { name: 'h', rawName: 'h', type: 'float16', dims: [4], bytes: 8 };
const ids: TensorInfo = { name: 'ids', rawName: 'ids', type: 'int64', dims: [2], bytes: 16 };
const data = Float32Array.of(1, 2, 3, 4);
const bytes = Uint8Array.of(1, 2, 3);

const types = Object.keys(tensorArrays) as TensorType[];
// Each array that JavaScript has, at 16 bytes.
const arrays: Record<string, ArrayBufferView> = {
  Float32Array: new Float32Array(4),
  Float64Array: new Float64Array(2),
  Int8Array: new Int8Array(16),
  Uint8Array: new Uint8Array(16),
  Uint8ClampedArray: new Uint8ClampedArray(16),
  Buffer: Buffer.alloc(16),
  Int16Array: new Int16Array(8),
  Uint16Array: new Uint16Array(8),
  Int32Array: new Int32Array(4),
  Uint32Array: new Uint32Array(4),
  BigInt64Array: new BigInt64Array(2),
  BigUint64Array: new BigUint64Array(2),
  DataView: new DataView(new ArrayBuffer(16)),
};
const holders: Record<TensorType, string[]> = {
  float32: ['Float32Array'],
  float16: ['Uint16Array'],
  float64: ['Float64Array'],
  int8: ['Int8Array'],
  uint8: ['Uint8Array', 'Uint8ClampedArray', 'Buffer'],
  int16: ['Int16Array'],
  uint16: ['Uint16Array'],
  int32: ['Int32Array'],
  uint32: ['Uint32Array'],
  int64: ['BigInt64Array'],
  uint64: ['BigUint64Array'],
  bool: ['Uint8Array', 'Buffer'],
};
const infoOf = (type: TensorType): TensorInfo => ({
  name: 'x',
  rawName: 'x',
  type,
  dims: [16 / tensorArrays[type].BYTES_PER_ELEMENT],
  bytes: 16,
});
/** The names of the arrays that an input takes, of those with as many bytes as it has. */
const taken = (infos: readonly TensorInfo[], give: (array: ArrayBufferView) => unknown) =>
  Object.keys(arrays).filter((name) => {
    try {
      bindInputs(infos, give(arrays[name] as ArrayBufferView) as InferInputs);
      return true;
    } catch (error) {
      expect(error).toMatchObject({ code: 'ERR_INPUT' });
      return false;
    }
  });

describe('bindInputs', () => {
  it('takes the value itself if the model has one input', () => {
    expect(bindInputs([x], data)).toEqual([data]);
    expect(bindInputs([x], { type: 'float32', dims: [2, 2], data })).toEqual([data]);
  });

  it("puts inputs by name in the model's order", () => {
    expect(bindInputs([x, image], { image: bytes, x: data })).toEqual([data, bytes]);
    expect(bindInputs([x], { x: data })).toEqual([data]);
  });

  it('takes inputs by name that are called as the parts of a tensor are', () => {
    const infos = [
      { ...x, name: 'data' },
      { ...ids, name: 'dims' },
    ];
    const dims = BigInt64Array.of(1n, 2n);
    expect(bindInputs(infos, { data, dims })).toEqual([data, dims]);
    expect(bindInputs([{ ...image, name: 'bytes' }], { bytes })).toEqual([bytes]);
  });

  it('takes inputs of any name, and takes nothing for them that every object has', () => {
    const names = ['495', '12', '__proto__', 'constructor', 'toString'];
    const infos = names.map((name) => ({ ...x, name }));
    const values = names.map((_, i) => new Float32Array(4).fill(i));
    const entries = names.map((name, i) => [name, values[i]] as const);
    const ofAll = Object.fromEntries(entries) as InferInputs;
    expect(bindInputs(infos, ofAll)).toEqual(values);
    expect(bindInputs(infos, Object.assign(Object.create(null), ofAll))).toEqual(values);
    for (const name of names) {
      const others = Object.fromEntries(entries.filter(([each]) => each !== name)) as InferInputs;
      expect(() => bindInputs(infos, others)).toThrow(`for \`${name}\` but received undefined`);
    }
  });

  describe.each(types)('for an input of %s', (type) => {
    const info = infoOf(type);
    const other = { ...image, name: 'other' };

    it('takes the array of the element type and no other, however many bytes that has', () => {
      expect(taken([info], (array) => array)).toEqual(holders[type]);
      expect(taken([info], (array) => ({ x: array }))).toEqual(holders[type]);
      expect(taken([info, other], (array) => ({ x: array, other: bytes }))).toEqual(holders[type]);
      expect(taken([info], (array) => ({ type, dims: info.dims, data: array }))).toEqual(holders[type]);
      expect(taken([info], (array) => ({ x: { type, dims: info.dims, data: array } }))).toEqual(
        holders[type],
      );
    });

    it('takes raw bytes if they say what they are', () => {
      const bytesOnly = ['Uint8Array', 'Uint8ClampedArray', 'Buffer', 'DataView'];
      expect(taken([info], (array) => ({ type, dims: info.dims, bytes: array }))).toEqual(bytesOnly);
      expect(taken([info], (array) => ({ x: { type, dims: info.dims, bytes: array } }))).toEqual(bytesOnly);
      const { buffer } = new Uint8Array(16).fill(7);
      const shared = new SharedArrayBuffer(16);
      for (const memory of [buffer, shared]) {
        const [view] = bindInputs([info], { type, dims: info.dims, bytes: memory });
        expect([view?.buffer, view?.byteOffset, view?.byteLength]).toEqual([memory, 0, 16]);
      }
    });
  });

  it('takes raw bytes at any alignment, as they are', () => {
    const raw = Buffer.alloc(17).subarray(1);
    expect(bindInputs([x], { type: 'float32', dims: [2, 2], bytes: raw })[0]).toBe(raw);
    // The description of an input is a good part of it.
    expect(bindInputs([x], { ...x, bytes: raw })[0]).toBe(raw);
    expect(bindInputs([x], { ...x, data } as Tensor)[0]).toBe(data);
  });

  it('takes a Float16Array for float16, by its name', () => {
    const { Float16Array } = globalThis as { Float16Array?: new (length: number) => ArrayBufferView };
    if (!Float16Array) return expect(Number.parseInt(process.versions.node, 10)).toBeLessThan(24);
    const elements = new Float16Array(4);
    expect(bindInputs([half], elements as never)[0]).toBe(elements);
    expect(bindInputs([half], { type: 'float16', dims: [4], data: elements as never })[0]).toBe(elements);
    expect(() => bindInputs([{ ...half, type: 'uint16' }], elements as never)).toThrow(
      'Float16Array of 8 bytes',
    );
  });

  it('takes arrays of another realm, and asks the array itself what it is', () => {
    const foreign = runInNewContext('new Float32Array(4)');
    expect(bindInputs([x], foreign)[0]).toBe(foreign);
    expect(bindInputs([x], { ...x, bytes: runInNewContext('new ArrayBuffer(16)') })[0]?.byteLength).toBe(16);
    const impostor = Object.defineProperty(new Int32Array(4), Symbol.toStringTag, { value: 'Float32Array' });
    expect(() => bindInputs([x], impostor as never)).toThrow(
      'but received Int32Array of 4 elements, 16 bytes',
    );
  });

  it('uses what it has checked, even if a getter gives something else next time', () => {
    const reads: string[] = [];
    const once = (name: string, value: unknown) => ({
      enumerable: true,
      get: () => {
        reads.push(name);
        return reads.filter((each) => each === name).length === 1 ? value : new Uint8Array(1);
      },
    });
    for (const [name, value] of [
      ['data', data],
      ['bytes', new Uint8Array(16)],
    ] as const) {
      const tensor = Object.defineProperty({ type: 'float32', dims: [2, 2] }, name, once(name, value));
      expect(bindInputs([x], { x: tensor } as never)[0]).toBe(value);
    }
    expect(reads).toEqual(['data', 'bytes']);
  });

  const isFloat32 = 'Expected float32 [2, 2], 4 elements, 16 bytes for `x` but received';
  const wantsFloat32 =
    'Expected a Float32Array or a tensor (float32 [2, 2], 4 elements, 16 bytes) for `x` but received';
  const resolveFirst =
    '`inputs` cannot wait for a Promise. Resolve it before `infer`: mergeMap(load, 4), infer(model, …); await it before `run`.';

  it.each<[string, TensorInfo[], unknown, string]>([
    [
      'elements of another type that take as many bytes',
      [x],
      new Int32Array(4),
      `${isFloat32} Int32Array of 4 elements, 16 bytes. Convert it: Float32Array.from(array).`,
    ],
    [
      'as many elements of another type',
      [x],
      new Uint8Array(4),
      `${isFloat32} Uint8Array of 4 elements, 4 bytes. Convert it: Float32Array.from(array).`,
    ],
    [
      'bytes of the right number',
      [x],
      Buffer.alloc(16),
      `${isFloat32} Buffer of 16 elements, 16 bytes. If these are the bytes of float32, say so: { type: 'float32', dims: [2, 2], bytes }.`,
    ],
    [
      'a DataView',
      [x],
      new DataView(data.buffer),
      `${isFloat32} DataView of 16 bytes. If these are the bytes of float32, say so: { type: 'float32', dims: [2, 2], bytes }.`,
    ],
    [
      'numbers for float16',
      [half],
      new Float32Array(4),
      'Expected float16 [4], 4 elements, 8 bytes for `h` but received Float32Array of 4 elements, 16 bytes. Convert it: float32ToFloat16(array).',
    ],
    [
      'numbers for int64',
      [ids],
      new Int32Array(2),
      'Expected int64 [2], 2 elements, 16 bytes for `ids` but received Int32Array of 2 elements, 8 bytes. Convert it: BigInt64Array.from(array, BigInt).',
    ],
    [
      'bigints for float32',
      [x],
      new BigInt64Array(4),
      `${isFloat32} BigInt64Array of 4 elements, 32 bytes. Convert it: Float32Array.from(array, Number).`,
    ],
    [
      'a tensor with the elements of another type',
      [x],
      { type: 'float32', dims: [2, 2], data: new Int32Array(4) },
      `${isFloat32} Int32Array of 4 elements, 16 bytes. Convert it: Float32Array.from(array).`,
    ],
    ['too few bytes', [x], new Float32Array(3), `${isFloat32} Float32Array of 3 elements, 12 bytes`],
    ['bytes that are too few', [x], new Uint8Array(15), `${isFloat32} Uint8Array of 15 elements, 15 bytes`],
    [
      'another type',
      [x],
      { type: 'int32', dims: [2, 2], data: new Int32Array(4) },
      `${isFloat32} int32 [2, 2], 4 elements, 16 bytes`,
    ],
    [
      'other dims',
      [x],
      { type: 'float32', dims: [4], data },
      `${isFloat32} float32 [4], 4 elements, 16 bytes`,
    ],
    [
      'raw bytes of other dims',
      [x],
      { type: 'float32', dims: [4], bytes: new Uint8Array(16) },
      `${isFloat32} float32 [4], 4 elements, 16 bytes`,
    ],
    [
      'raw bytes of another size',
      [x],
      { type: 'float32', dims: [2, 2], bytes: new ArrayBuffer(8) },
      `${isFloat32} float32 [2, 2], 4 elements, 8 bytes`,
    ],
    [
      'raw bytes of another type',
      [x],
      { type: 'uint8', dims: [2, 2], bytes: new Uint8Array(16) },
      `${isFloat32} uint8 [2, 2], 4 elements, 16 bytes`,
    ],
    [
      'elements in the place of raw bytes',
      [x],
      { type: 'float32', dims: [2, 2], bytes: data },
      'Expected a Buffer, Uint8Array, DataView or ArrayBuffer for `x.bytes` but received Float32Array of 16 bytes. ' +
        'Give elements as `data`.',
    ],
    [
      'a tensor without dims',
      [x],
      { type: 'float32', data },
      'The model has no input `type`: a tensor has `type`, `dims` and `data`, raw bytes have `type`, `dims` and ' +
        '`bytes`. Else its inputs are x',
    ],
    [
      'a tensor whose data is a plain array',
      [x],
      { type: 'float32', dims: [2, 2], data: [1, 2, 3, 4] },
      'Expected a Float32Array for `x.data` but received an array of 4. Give numbers as Float32Array.from(array).',
    ],
    [
      'raw bytes that are a text',
      [x],
      { type: 'float32', dims: [2, 2], bytes: 'abcdabcdabcdabcd' },
      "Expected a Buffer, Uint8Array, DataView or ArrayBuffer for `x.bytes` but received 'abcdabcdabcdabcd'",
    ],
    [
      'dims that are a typed array',
      [x],
      { type: 'float32', dims: Int32Array.of(2, 2), data },
      'Expected an array of numbers for `x.dims` but received Int32Array of 8 bytes',
    ],
    [
      'dims that are a text',
      [x],
      { x: { type: 'float32', dims: '2,2', data } },
      "Expected an array of numbers for `x.dims` but received '2,2'",
    ],
    [
      'dims of BigInts',
      [x],
      { type: 'float32', dims: [2n, 2n], data },
      `${isFloat32} float32 [2n, 2n], 16 bytes`,
    ],
    [
      'dims of texts, holes and lists',
      [x],
      // biome-ignore lint/suspicious/noSparseArray: it comes from users
      { type: 'float32', dims: ['2', , [2]], data },
      `${isFloat32} float32 ['2', undefined, an array of 1], 16 bytes`,
    ],
    [
      'dims that are no sizes',
      [x],
      { type: 'float32', dims: [Number.NaN, Number.POSITIVE_INFINITY], data },
      `${isFloat32} float32 [NaN, Infinity], 16 bytes`,
    ],
    [
      'a million dims',
      [x],
      { type: 'float32', dims: new Array(1_000_000).fill(1), data },
      `${isFloat32} float32 [${'1, '.repeat(16)}…], 16 bytes`,
    ],
    [
      'a type that is no text',
      [x],
      { type: Symbol('float32'), dims: [2, 2], data },
      `${isFloat32} Symbol(float32) [2, 2], 4 elements, 16 bytes`,
    ],
    [
      'a misspelt name',
      [x, image],
      { x: data, imgae: bytes },
      'The model has no input `imgae`: did you mean `image`?',
    ],
    [
      'a missing input',
      [x, image],
      { x: data },
      'Expected a Uint8Array or a tensor (uint8 [3], 3 elements, 3 bytes) for `image` but received undefined',
    ],
    [
      'one value for two inputs',
      [x, image],
      data,
      'Expected an object with `x`, `image` for `inputs` but received Float32Array of 16 bytes',
    ],
    [
      'raw bytes for two inputs',
      [x, image],
      { ...x, bytes: new ArrayBuffer(16) },
      'Expected an object with `x`, `image` for `inputs` but received an object with `name`, `rawName`, `type`, `dims`, `bytes`',
    ],
    ['nothing', [x], undefined, `${wantsFloat32} undefined`],
    ['a string', [x], 'cat.jpg', `${wantsFloat32} 'cat.jpg'`],
    ['null for an input', [x], { x: null }, `${wantsFloat32} null`],
    [
      'a plain array',
      [x],
      [1, 2, 3, 4],
      `${wantsFloat32} an array of 4. Give numbers as Float32Array.from(array).`,
    ],
    [
      'a plain array by name',
      [x],
      { x: [1, 2, 3, 4] },
      `${wantsFloat32} an array of 4. Give numbers as Float32Array.from(array).`,
    ],
    [
      'nested arrays',
      [x],
      [
        [1, 2],
        [3, 4],
      ],
      `${wantsFloat32} an array of 2. Give numbers as Float32Array.from(array.flat(Infinity)).`,
    ],
    [
      'a plain array for int64',
      [ids],
      [1, 2],
      'Expected a BigInt64Array or a tensor (int64 [2], 2 elements, 16 bytes) for `ids` but received an array of 2. ' +
        'Give numbers as BigInt64Array.from(array, BigInt).',
    ],
    [
      'a plain array for float16',
      [half],
      [1, 2, 3, 4],
      'Expected a Uint16Array or a tensor (float16 [4], 4 elements, 8 bytes) for `h` but received an array of 4. ' +
        'Give numbers as float32ToFloat16(array).',
    ],
    [
      'a plain array as the data of a tensor',
      [x],
      { x: { type: 'float32', dims: [2, 2], data: [1, 2, 3, 4] } },
      'Expected a Float32Array for `x.data` but received an array of 4. Give numbers as Float32Array.from(array).',
    ],
    [
      'an ArrayBuffer',
      [x],
      new ArrayBuffer(16),
      `${wantsFloat32} an ArrayBuffer of 16 bytes. Wrap it: new Float32Array(buffer), or as raw bytes ` +
        "{ type: 'float32', dims: [2, 2], bytes: buffer }.",
    ],
    ['a Promise', [x], Promise.resolve(data), `${wantsFloat32} a Promise. ${resolveFirst}`],
    ['a Promise by name', [x], { x: Promise.resolve(data) }, `${wantsFloat32} a Promise. ${resolveFirst}`],
    [
      'a Promise for several inputs',
      [x, image],
      Promise.resolve({ x: data, image: bytes }),
      `Expected an object with \`x\`, \`image\` for \`inputs\` but received a Promise. ${resolveFirst}`,
    ],
    [
      'several arrays for several inputs',
      [x, image],
      [data, bytes],
      'Expected an object with `x`, `image` for `inputs` but received an array of 2',
    ],
  ])('says what is wrong with %s', (_, infos, value, message) => {
    expect(() => bindInputs(infos, value as InferInputs)).toThrow(
      expect.objectContaining({ name: 'AscendRxError', code: 'ERR_INPUT', message }),
    );
  });
});
