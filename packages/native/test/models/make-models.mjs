// Writes the models that the C++ tests run: node make-models.mjs FOLDER (after `npx tsc -b packages/native`).
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeModel } from '../../dist/onnx/index.js';

const folder = process.argv[2];
if (folder === undefined) throw new Error('usage: node make-models.mjs FOLDER');
mkdirSync(folder, { recursive: true });

const write = (name, bytes) => writeFileSync(join(folder, name), bytes);
const model = (name, parts) => write(`${name}.onnx`, encodeModel({ name, ...parts }));
const value = (name, type, dims) => ({ name, type, dims });
const node = (op, inputs, outputs, attributes) => ({ op, inputs, outputs, attributes });
const constant = (name, type, dims, data) => ({ name, type, dims, data });

const types = 'float32 float16 float64 bool int8 uint8 int16 uint16 int32 uint32 int64 uint64'.split(' ');
for (const type of types) {
  model(`identity-${type}`, {
    inputs: [value('x', type, [2, 3])],
    outputs: [value('y', type, [2, 3])],
    nodes: [node('Identity', ['x'], ['y'])],
  });
}

// sum = a + b, and b with its rows for columns.
model('two-by-two', {
  inputs: [value('a', 'float32', [2, 3]), value('b', 'float32', [2, 3])],
  outputs: [value('sum', 'float32', [2, 3]), value('turned', 'float32', [3, 2])],
  nodes: [node('Add', ['a', 'b'], ['sum']), node('Transpose', ['b'], ['turned'], { perm: [1, 0] })],
});

// An NCHW input, for the format getters.
model('picture', {
  inputs: [value('picture', 'uint8', [1, 3, 4, 5])],
  outputs: [value('copy', 'uint8', [1, 3, 4, 5])],
  nodes: [node('Identity', ['picture'], ['copy'])],
});

// x · w, sixteen times over: tens of milliseconds. Many operators, so that a run can be interrupted.
const side = 384;
const weights = Float32Array.from({ length: side * side }, (_, i) => (i % (side + 1) === 0 ? 1 : 0));
const steps = Array.from({ length: 48 }, (_, i) => i);
model('slow', {
  inputs: [value('x', 'float32', [side, side])],
  outputs: [value('y', 'float32', [side, side])],
  initializers: [constant('w', 'float32', [side, side], weights)],
  nodes: [
    ...steps.map((i) => node('MatMul', [i === 0 ? 'x' : `h${i}`, 'w'], [`h${i + 1}`])),
    node('Identity', [`h${steps.length}`], ['y']),
  ],
});

// Picks one of four numbers; fails where the index is none of 0 to 3.
model('pick', {
  inputs: [value('index', 'int64', [1])],
  outputs: [value('picked', 'float32', [1])],
  initializers: [constant('numbers', 'float32', [4], Float32Array.of(10, 20, 30, 40))],
  nodes: [node('Gather', ['numbers', 'index'], ['picked'], { axis: 0 })],
});

for (const [name, batch] of [
  ['batch', 'N'],
  ['nameless-batch', ''],
]) {
  model(name, {
    inputs: [value('x', 'float32', [batch, 4])],
    outputs: [value('y', 'float32', [batch, 4])],
    nodes: [node('Neg', ['x'], ['y'])],
  });
}

model('free-height', {
  inputs: [value('picture', 'float32', ['N', 3, 'height', 8])],
  outputs: [value('y', 'float32', ['N', 3, 'height', 8])],
  nodes: [node('Neg', ['picture'], ['y'])],
});

// The output's dims depend on the input's contents: as many columns as there are non-zeros. `+ 1` makes zeros
// non-zero, so that a run on zeros gives 4 of them.
model('count', {
  inputs: [value('x', 'float32', [4])],
  outputs: [value('places', 'int64', [1, 'found'])],
  initializers: [constant('one', 'float32', [1], Float32Array.of(1))],
  nodes: [node('Add', ['x', 'one'], ['y']), node('NonZero', ['y'], ['places'])],
});

// Dims that only a run shows, the same for every input.
model('hidden-dims', {
  inputs: [value('x', 'float32', [2, 6])],
  outputs: [value('y', 'float32', ['rows', 'columns'])],
  initializers: [constant('shape', 'int64', [2], BigInt64Array.of(4n, -1n))],
  nodes: [node('Add', ['shape', 'zero'], ['same']), node('Reshape', ['x', 'same'], ['y'])].slice(1).map((n) => ({
    ...n,
    inputs: ['x', 'shape'],
  })),
});

model('sequence', {
  inputs: [value('x', 'float32', [2, 2])],
  outputs: [value('y', 'float32', [2, 2])],
  nodes: [node('Foo', ['x'], ['y'])],
});

write('offline.om', Buffer.concat([Buffer.from('IMOD'), Buffer.alloc(252)]));
write('offline-named.onnx', Buffer.concat([Buffer.from('IMOD'), Buffer.alloc(252)]));
write('garbage.onnx', Buffer.from('this is a text and no model, whatever its name says\n'));
write('empty.onnx', Buffer.alloc(0));
