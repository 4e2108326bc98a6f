import { describe, expect, it } from '@jest/globals';
import { encodeModel, type OnnxInitializer, type OnnxModel } from '../../lib/onnx/index.js';

const x = { name: 'x', type: 'float32', dims: [4] } as const;
const good: OnnxModel = {
  name: 'm',
  inputs: [x],
  outputs: [{ ...x, name: 'y' }],
  nodes: [{ op: 'Neg', inputs: ['x'], outputs: ['y'] }],
};
const constant = (parts: object): OnnxModel => ({
  ...good,
  initializers: [{ name: 'w', type: 'float32', dims: [2], ...parts } as OnnxInitializer],
});
const attribute = (value: unknown): OnnxModel => ({
  ...good,
  nodes: [{ op: 'Neg', inputs: ['x'], outputs: ['y'], attributes: { a: value as never } }],
});
const types = 'float32, uint8, int8, uint16, int16, int32, int64, bool, float16, float64, uint32, uint64';

describe('encodeModel', () => {
  it('writes the same constant from its elements and from its bytes', () => {
    const data = Float32Array.of(1, 2);
    const bytes = Buffer.from(data.buffer);
    expect(encodeModel(constant({ bytes }))).toEqual(encodeModel(constant({ data })));
    const half = { type: 'float16', data: Uint16Array.of(0x3c00, 0) };
    expect(encodeModel(constant(half))).not.toEqual(encodeModel(constant({ data })));
  });

  it('writes every kind of attribute', () => {
    const tensor = { name: 't', type: 'bool', dims: [1], data: Uint8Array.of(1) };
    for (const value of [0, -1, 'NOTSET', [1, 2], [], { float: 0.5 }, { floats: [0.5, 1] }, { tensor }]) {
      expect(encodeModel(attribute(value)).length).toBeGreaterThan(encodeModel(good).length);
    }
  });

  // A dim without a field is one without a size: 0 must not be left out.
  it('writes a dim of 0, a dim without a name, and no dims at all', () => {
    const hex = (dims?: readonly (number | string)[]) =>
      Buffer.from(
        encodeModel({
          ...good,
          inputs: [dims ? { name: 'x', type: 'float32', dims } : { name: 'x', type: 'float32' }],
        }),
      ).toString('hex');
    const [tensor, shape] = ['0801', '12'];
    expect(hex([0, 3])).toContain(`0a0c${tensor}${shape}080a0208000a020803`);
    expect(hex(['', 3])).toContain(`0a0a${tensor}${shape}060a000a020803`);
    expect(hex(['n', 3])).toContain(`0a0d${tensor}${shape}090a0312016e0a020803`);
    expect(hex([])).toContain(`0a04${tensor}${shape}00`);
    expect(hex()).toContain(`1204${'0a02'}${tensor}`);
  });

  it('writes a graph as an attribute, and names the place of a mistake in it', () => {
    const branch = (name: unknown) => ({
      graph: {
        name,
        inputs: [],
        outputs: [{ ...x, name: 'b' }],
        nodes: [{ op: 'Neg', inputs: ['x'], outputs: ['b'] }],
      },
    });
    const written = Buffer.from(encodeModel(attribute(branch('then')))).toString('latin1');
    expect(written).toContain('then');
    expect(() => encodeModel(attribute(branch(1)))).toThrow(
      'Expected a string for `nodes[0].attributes.a.graph.name` but received 1',
    );
  });

  it.each<[string, unknown, string]>([
    [
      'an input of a type that it does not write',
      { ...good, inputs: [{ ...x, type: 'bfloat16' }] },
      `Expected one of ${types} for \`inputs[0].type\` but received 'bfloat16'`,
    ],
    [
      'an output of one',
      { ...good, outputs: [x, { ...x, type: 'string' }] },
      `Expected one of ${types} for \`outputs[1].type\` but received 'string'`,
    ],
    [
      "a type by the name of an object's own members",
      { ...good, inputs: [{ ...x, type: 'toString' }] },
      `Expected one of ${types} for \`inputs[0].type\` but received 'toString'`,
    ],
    [
      'a constant of one',
      constant({ type: 'int4', data: Uint8Array.of(1) }),
      `Expected one of ${types} for \`initializers[0].type\` but received 'int4'`,
    ],
    [
      'a constant in an attribute of one',
      attribute({ tensor: { name: 't', type: 'complex64', dims: [1], data: Float32Array.of(1, 1) } }),
      `Expected one of ${types} for \`nodes[0].attributes.a.tensor.type\` but received 'complex64'`,
    ],
    [
      'elements of another type',
      constant({ data: Int32Array.of(1, 2) }),
      'Expected a Float32Array (raw bytes are given as `bytes`) for `initializers[0].data` but received Int32Array of 8 bytes',
    ],
    [
      'bytes for elements',
      constant({ data: new Uint8Array(8) }),
      'Expected a Float32Array (raw bytes are given as `bytes`) for `initializers[0].data` but received Uint8Array of 8 bytes',
    ],
    [
      'a plain array for elements',
      constant({ data: [1, 2] }),
      'Expected a Float32Array (raw bytes are given as `bytes`) for `initializers[0].data` but received an array of 2',
    ],
    [
      'elements for bytes',
      constant({ bytes: Float32Array.of(1, 2) }),
      'Expected a Uint8Array for `initializers[0].bytes` but received Float32Array of 8 bytes',
    ],
    [
      'neither',
      constant({}),
      'Expected a Float32Array (raw bytes are given as `bytes`) for `initializers[0].data` but received undefined',
    ],
    [
      'too few elements',
      constant({ data: Float32Array.of(1) }),
      'Expected float32 [2], 8 bytes, for `initializers[0].data` but received Float32Array of 4 bytes',
    ],
    [
      'too many bytes',
      constant({ bytes: new Uint8Array(9) }),
      'Expected float32 [2], 8 bytes, for `initializers[0].bytes` but received Uint8Array of 9 bytes',
    ],
    [
      'a dim below 0',
      { ...good, inputs: [{ ...x, dims: [1, -1] }] },
      'Expected an integer ≥ 0 for `inputs[0].dims[1]` but received -1',
    ],
    [
      'a dim that is no integer',
      constant({ dims: [0.5] }),
      'Expected an integer ≥ 0 for `initializers[0].dims[0]` but received 0.5',
    ],
    [
      'a fraction as an integer attribute',
      attribute(0.5),
      'Expected an integer, or { float: number }, for `nodes[0].attributes.a` but received 0.5',
    ],
    [
      'fractions as integers',
      attribute([1, 0.5]),
      'Expected integers, or { floats: numbers }, for `nodes[0].attributes.a` but received 0.5',
    ],
    [
      'strings as numbers',
      attribute({ floats: ['1'] }),
      "Expected numbers for `nodes[0].attributes.a.floats` but received '1'",
    ],
    ...[true, null, 1n, { double: 1 }].map((value): [string, unknown, string] => [
      `an attribute of another kind: ${typeof value}`,
      attribute(value),
      'Expected an integer, a string, an array of integers, { float }, { floats }, { tensor } or { graph } for ' +
        '`nodes[0].attributes.a` but received ',
    ]),
    [
      'a name that is no string',
      { ...good, inputs: [{ ...x, name: 1 }] },
      'Expected a string for `inputs[0].name` but received 1',
    ],
    [
      'metadata that is no text',
      { ...good, metadata: { gears: 1 } },
      'Expected a string for `metadata.gears` but received 1',
    ],
    [
      'a node without outputs',
      { ...good, nodes: [{ op: 'Neg', inputs: ['x'] }] },
      'Expected an array for `nodes[0].outputs` but received undefined',
    ],
    ['a hole', { ...good, nodes: [undefined] }, 'Expected a value for `nodes[0]` but received undefined'],
    ['an opset of 0', { ...good, opset: 0 }, 'Expected an integer ≥ 1 for `opset` but received 0'],
  ])('refuses %s', (_, model, message) => {
    expect(() => encodeModel(model as OnnxModel)).toThrow(message);
    expect(() => encodeModel(model as OnnxModel)).toThrow(/^Expected /);
  });
});
