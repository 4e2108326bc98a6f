// Writes the models that the C++ tests run: node make-models.mjs FOLDER (after `npx tsc -b packages/native`).
import { copyFileSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
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

// Gears of which the one takes microseconds and the other tens of milliseconds.
model('gears-uneven', {
  inputs: [value('x', 'float32', ['N', side])],
  outputs: [value('y', 'float32', ['N', side])],
  initializers: [constant('w', 'float32', [side, side], weights)],
  nodes: [node('MatMul', ['x', 'w'], ['y'])],
  metadata: { 'ascend_rx.gears': JSON.stringify({ batch: [1, 8192] }) },
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

// A dim that an input has twice is no batch, even where it comes first; nor is it in another input.
model('free-square', {
  inputs: [value('x', 'float32', ['n', 'n']), value('z', 'float32', ['n', 2])],
  outputs: [value('y', 'float32', ['n', 2])],
  nodes: [node('MatMul', ['x', 'z'], ['y'])],
});
// The batch may have another place in other inputs.
model('batch-second', {
  inputs: [value('x', 'float32', ['N', 4]), value('state', 'float32', [2, 'N', 4])],
  outputs: [value('y', 'float32', [2, 'N', 4])],
  nodes: [node('Add', ['x', 'state'], ['y'])],
});

model('free-height', {
  inputs: [value('picture', 'float32', ['N', 3, 'height', 8])],
  outputs: [value('y', 'float32', ['N', 3, 'height', 8])],
  nodes: [node('Neg', ['picture'], ['y'])],
});

// Gears: declared in the model, or beside it.
const gears = (declared) => ({ 'ascend_rx.gears': JSON.stringify(declared) });
const doubled = (dims) => ({
  inputs: [value('x', 'float32', dims)],
  outputs: [value('y', 'float32', dims)],
  nodes: [node('Add', ['x', 'x'], ['y'])],
});
model('gears-batch', { ...doubled(['N', 3]), metadata: gears({ batch: [1, 4, 2] }) });
// Several inputs and outputs of different widths, and no gear of one sample.
model('gears-batch-several', {
  inputs: [value('a', 'float32', ['N', 3]), value('b', 'int64', ['N', 2]), value('c', 'float32', ['N', 3])],
  outputs: [value('sum', 'float32', ['N', 3]), value('copy', 'int64', ['N', 2])],
  nodes: [node('Add', ['a', 'c'], ['sum']), node('Identity', ['b'], ['copy'])],
  metadata: gears({ batch: [5, 2] }),
});
// Fails where an index is none of 0 to 3, in any sample.
model('gears-batch-pick', {
  inputs: [value('index', 'int64', ['N', 1])],
  outputs: [value('picked', 'float32', ['N', 1])],
  initializers: [constant('numbers', 'float32', [4], Float32Array.of(10, 20, 30, 40))],
  nodes: [node('Gather', ['numbers', 'index'], ['picked'], { axis: 0 })],
  metadata: gears({ batch: [2, 4] }),
});
// Large samples, which are borrowed.
model('gears-batch-large', { ...doubled(['N', 2000]), metadata: gears({ batch: [1, 3] }) });
// An input, or an output, that all samples would have to share.
model('gears-batch-shared-input', {
  inputs: [value('x', 'float32', ['N', 3]), value('w', 'float32', [1, 3])],
  outputs: [value('y', 'float32', ['N', 3])],
  nodes: [node('Add', ['x', 'w'], ['y'])],
  metadata: gears({ batch: [1, 4] }),
});
model('gears-batch-shared-output', {
  inputs: [value('x', 'float32', ['N', 3])],
  outputs: [value('y', 'float32', [1, 3])],
  initializers: [constant('axes', 'int64', [1], BigInt64Array.of(0n))],
  nodes: [node('ReduceSum', ['x', 'axes'], ['y'], { keepdims: 1 })],
  metadata: gears({ batch: [1, 4] }),
});
model('gears-hw', {
  ...doubled(['N', 2, 'h', 'w']),
  metadata: gears({
    hw: [
      [2, 6],
      [6, 2],
      [4, 4],
    ],
  }),
});
// Outputs that native code gives to JavaScript without a copy.
model('gears-hw-large', {
  ...doubled(['N', 2, 'h', 'w']),
  metadata: gears({
    hw: [
      [8, 8],
      [100, 120],
    ],
  }),
});
model('gears-dims', {
  inputs: [value('x', 'float32', [1, 'n']), value('z', 'float32', ['m', 2])],
  outputs: [value('y', 'float32', [1, 'n']), value('twice', 'float32', ['m', 2])],
  nodes: [node('Neg', ['x'], ['y']), node('Add', ['z', 'z'], ['twice'])],
  metadata: gears({
    dims: [
      [3, 1],
      [5, 4],
    ],
  }),
});
model('gears-beside', { ...doubled(['N', 3]), metadata: gears({ batch: [7] }) });
write('gears-beside.onnx.gears.json', JSON.stringify({ batch: [2, 3] }));
// Declarations that cannot be read, not even by root: a link to itself, and a folder.
model('gears-loop', { ...doubled(['N', 3]), metadata: gears({ batch: [7] }) });
rmSync(join(folder, 'gears-loop.onnx.gears.json'), { force: true });
symlinkSync('gears-loop.onnx.gears.json', join(folder, 'gears-loop.onnx.gears.json'));
model('gears-folder', { ...doubled(['N', 3]), metadata: gears({ batch: [7] }) });
mkdirSync(join(folder, 'gears-folder.onnx.gears.json'), { recursive: true });
for (const [name, declared, dims] of [
  ['none-unknown', { hw: [[1, 1]] }],
  ['word', { batches: [1] }],
  ['zero', { batch: [0] }],
  ['half', { batch: [1.5] }],
  ['empty', { batch: [] }],
  ['lonely', { hw: [[5]] }],
  ['many', { dims: [[1, 2]] }],
  ['twice', { batch: [2, 1, 2] }],
  ['large', { batch: [1e13] }],
  [
    'width',
    {
      hw: [
        [4, 8],
        [4, 9],
      ],
    },
    [1, 2, 'h', 8],
  ],
]) {
  model(`gears-bad-${name}`, { ...doubled(dims ?? ['N', 3]), metadata: gears(declared) });
}

// The output's dims depend on the input's contents: as many columns as there are non-zeros. `+ 1` makes zeros
// non-zero, so that a run on zeros gives 4 of them.
model('count', {
  inputs: [value('x', 'float32', [4])],
  outputs: [value('places', 'int64', [1, 'found'])],
  initializers: [constant('one', 'float32', [1], Float32Array.of(1))],
  nodes: [node('Add', ['x', 'one'], ['y']), node('NonZero', ['y'], ['places'])],
});

// The same with an index that a run on zeros cannot use.
model('unlearnable', {
  inputs: [value('index', 'int64', [1]), value('x', 'float32', [4])],
  outputs: [value('places', 'int64', [1, 'found'])],
  initializers: [
    constant('numbers', 'float32', [4], Float32Array.of(1, 2, 3, 4)),
    constant('nine', 'int64', [1], BigInt64Array.of(9n)),
  ],
  nodes: [
    node('Add', ['index', 'nine'], ['beyond']),
    node('Gather', ['numbers', 'beyond'], ['picked'], { axis: 0 }),
    node('Mul', ['x', 'picked'], ['product']),
    node('NonZero', ['product'], ['places']),
  ],
});

// As many columns as there are non-zeros: none on zeros.
model('found', {
  inputs: [value('x', 'float32', [4])],
  outputs: [value('places', 'int64', [1, 'found'])],
  nodes: [node('NonZero', ['x'], ['places'])],
});
// The same behind tens of milliseconds of work, and beside an output whose dims are known.
model('found-slowly', {
  inputs: [value('x', 'float32', [side, side])],
  outputs: [value('y', 'float32', [side, side]), value('places', 'int64', [2, 'found'])],
  initializers: [constant('w', 'float32', [side, side], weights)],
  nodes: [
    ...steps.map((i) => node('MatMul', [i === 0 ? 'x' : `h${i}`, 'w'], [`h${i + 1}`])),
    node('Identity', [`h${steps.length}`], ['y']),
    node('NonZero', ['y'], ['places']),
  ],
});

// Dims without a size.
model('free-length', {
  inputs: [value('x', 'float32', [1, 'length', 2])],
  outputs: [value('y', 'float32', [1, 'length', 2])],
  nodes: [node('Neg', ['x'], ['y'])],
});
model('free-pooled', {
  inputs: [value('x', 'float32', [1, 'length', 2])],
  outputs: [value('y', 'float32', [1, 1, 2])],
  nodes: [node('ReduceSum', ['x', 'axes'], ['y'], { keepdims: 1 })],
  initializers: [constant('axes', 'int64', [1], BigInt64Array.of(1n))],
});
// The second output is the input itself.
model('pick-and-index', {
  inputs: [value('index', 'int64', [1])],
  outputs: [value('picked', 'float32', [1]), value('index', 'int64', [1])],
  initializers: [constant('numbers', 'float32', [4], Float32Array.of(10, 20, 30, 40))],
  nodes: [node('Gather', ['numbers', 'index'], ['picked'], { axis: 0 })],
});

model('free-pick', {
  inputs: [value('index', 'int64', [1, 'n'])],
  outputs: [value('picked', 'float32', [1, 'n'])],
  initializers: [constant('numbers', 'float32', [4], Float32Array.of(10, 20, 30, 40))],
  nodes: [node('Gather', ['numbers', 'index'], ['picked'], { axis: 0 })],
});
// Like a speech recogniser: features of any length, the length itself, and one setting for all of them.
model('free-speech', {
  inputs: [
    value('features', 'float32', ['N', 'T', 3]),
    value('lengths', 'int32', ['N']),
    value('language', 'int32', [1]),
  ],
  outputs: [value('logits', 'float32', ['N', 'T', 3]), value('lengths_out', 'int32', ['N'])],
  nodes: [
    node('Cast', ['language'], ['scale'], { to: 1 }),
    node('Mul', ['features', 'scale'], ['logits']),
    node('Identity', ['lengths'], ['lengths_out']),
  ],
});
model('free-rank', {
  inputs: [value('x', 'float32', undefined)],
  outputs: [value('y', 'float32', undefined)],
  nodes: [node('Neg', ['x'], ['y'])],
});

const graph = (name, outputs, nodes, parts = {}) => ({
  graph: { name, inputs: [], outputs, nodes, ...parts },
});
// A matrix as it is, or its sum, which is a scalar: the number of dims depends on the contents.
model('branches', {
  inputs: [value('whole', 'bool', []), value('x', 'float32', [2, 2])],
  outputs: [value('y', 'float32', undefined)],
  nodes: [
    node('If', ['whole'], ['y'], {
      then_branch: graph('whole', [value('a', 'float32', [2, 2])], [node('Neg', ['x'], ['a'])]),
      else_branch: graph(
        'sum',
        [value('b', 'float32', [])],
        [node('ReduceSum', ['x'], ['b'], { keepdims: 0 })],
      ),
    }),
  ],
});

// Adds `step` until the sum is at least 1: never on zeros. Then as many zeros as the sum says.
const whileLess = {
  graph: {
    name: 'body',
    inputs: [value('i', 'int64', []), value('goes_on', 'bool', []), value('before', 'float32', [])],
    outputs: [value('less', 'bool', []), value('after', 'float32', [])],
    nodes: [node('Add', ['before', 'step'], ['after']), node('Less', ['after', 'one'], ['less'])],
  },
};
const untilOne = {
  initializers: [
    constant('one', 'float32', [], Float32Array.of(1)),
    constant('zero', 'float32', [], Float32Array.of(0)),
    constant('most', 'int64', [], BigInt64Array.of(2n ** 62n)),
    constant('yes', 'bool', [], Uint8Array.of(1)),
    constant('axes', 'int64', [1], BigInt64Array.of(0n)),
  ],
  nodes: [
    node('Loop', ['most', 'yes', 'zero'], ['sum'], { body: whileLess }),
    node('Cast', ['sum'], ['whole'], { to: 7 }),
    node('Unsqueeze', ['whole', 'axes'], ['size']),
    node('ConstantOfShape', ['size'], ['y']),
  ],
};
model('endless', {
  inputs: [value('step', 'float32', [])],
  outputs: [value('y', 'float32', ['n'])],
  ...untilOne,
});
// The same with a step that is 0 where x is 1.
model('endless-on-ones', {
  inputs: [value('x', 'float32', [])],
  outputs: [value('y', 'float32', ['n'])],
  ...untilOne,
  nodes: [node('Sub', ['one', 'x'], ['step']), ...untilOne.nodes],
});

// Twelve numbers in as many rows as `rows` says: zeros make no rows.
model('rows', {
  inputs: [value('x', 'float32', [12]), value('rows', 'int64', [1])],
  outputs: [value('y', 'float32', ['rows', 'columns'])],
  initializers: [constant('all', 'int64', [1], BigInt64Array.of(12n))],
  nodes: [
    node('Div', ['all', 'rows'], ['columns']),
    node('Concat', ['rows', 'columns'], ['dims'], { axis: 0 }),
    node('Reshape', ['x', 'dims'], ['y']),
  ],
});

// Outputs that are inputs, and the same value under two outputs.
model('passed-on', {
  inputs: [value('x', 'float32', [4])],
  outputs: [value('y', 'float32', [4]), value('x', 'float32', [4])],
  nodes: [node('Neg', ['x'], ['y'])],
});
model('both-passed-on', {
  inputs: [value('a', 'float32', [4]), value('b', 'float32', [4])],
  outputs: [value('a', 'float32', [4]), value('b', 'float32', [4])],
  nodes: [],
});
model('only-passed-on', {
  inputs: [value('x', 'float32', ['N', 4])],
  outputs: [value('x', 'float32', ['N', 4]), value('x', 'float32', ['N', 4])],
  nodes: [],
});
model('twice', {
  inputs: [value('x', 'float32', [4])],
  outputs: [value('y', 'float32', [4]), value('y', 'float32', [4])],
  nodes: [node('Neg', ['x'], ['y'])],
});
model('gears-passed-on', {
  inputs: [value('x', 'float32', ['N', 2])],
  outputs: [value('y', 'float32', ['N', 2]), value('x', 'float32', ['N', 2])],
  nodes: [node('Neg', ['x'], ['y'])],
  metadata: gears({ batch: [1, 2] }),
});
// Outputs that ONNX Runtime could leave out: constants, copies and views.
model('constants', {
  inputs: [value('x', 'float32', [4])],
  outputs: [
    value('w', 'float32', [2]),
    value('k', 'float32', [2]),
    value('y', 'float32', [4]),
    value('z', 'float32', [4]),
    value('view', 'float32', [2, 2]),
  ],
  initializers: [
    constant('w', 'float32', [2], Float32Array.of(5, 6)),
    constant('square', 'int64', [2], BigInt64Array.of(2n, 2n)),
  ],
  nodes: [
    node('Constant', [], ['k'], { value: { tensor: constant('v', 'float32', [2], Float32Array.of(7, 8)) } }),
    node('Identity', ['x'], ['y']),
    node('Identity', ['y'], ['z']),
    node('Reshape', ['x', 'square'], ['view']),
  ],
});

// Nothing in it.
model('empty-tensor', {
  inputs: [value('x', 'float32', [0, 3])],
  outputs: [value('y', 'float32', [0, 3])],
  nodes: [node('Neg', ['x'], ['y'])],
});

// Gears, and an output whose dims follow from the gear without a name for it; one whose dims do not.
model('gears-unnamed', {
  inputs: [value('x', 'float32', ['N', 4])],
  outputs: [value('y', 'float32', ['rows', 2])],
  initializers: [constant('two', 'int64', [2], BigInt64Array.of(-1n, 2n))],
  nodes: [node('Reshape', ['x', 'two'], ['y'])],
  metadata: gears({ batch: [1, 2] }),
});
model('gears-found', {
  inputs: [value('x', 'float32', ['N', 4])],
  outputs: [value('y', 'float32', ['N', 4]), value('places', 'int64', [2, 'found'])],
  nodes: [node('Neg', ['x'], ['y']), node('NonZero', ['x'], ['places'])],
  metadata: gears({ batch: [1, 2] }),
});
// Gears, and an index that a run on zeros cannot use.
model('gears-unlearnable', {
  inputs: [value('index', 'int64', ['N', 1])],
  outputs: [value('picked', 'float32', ['N', 1])],
  initializers: [
    constant('numbers', 'float32', [4], Float32Array.of(10, 20, 30, 40)),
    constant('nine', 'int64', [1], BigInt64Array.of(9n)),
  ],
  nodes: [
    node('Add', ['index', 'nine'], ['beyond']),
    node('Gather', ['numbers', 'beyond'], ['picked'], { axis: 0 }),
  ],
  metadata: gears({ batch: [2, 4] }),
});
// Sizes that there are no numbers for: of one tensor, and of two together.
const vast = 2 ** 40;
model('gears-bad-vast', {
  ...doubled(['N', 2 ** 21]),
  outputs: [value('y', 'float32', [vast, 2 ** 21])],
  metadata: gears({ batch: [1, vast] }),
});
model('gears-bad-vast-together', {
  inputs: [value('a', 'float32', ['N', 2 ** 20]), value('b', 'float32', ['N', 2 ** 20])],
  outputs: [value('y', 'float32', [vast, 2 ** 20])],
  nodes: [node('Add', ['a', 'b'], ['y'])],
  metadata: gears({ batch: [1, vast] }),
});
model('vast', {
  inputs: [value('a', 'float32', [vast, 2 ** 20]), value('b', 'float32', [vast, 2 ** 20])],
  outputs: [value('y', 'float32', [vast, 2 ** 20])],
  nodes: [node('Add', ['a', 'b'], ['y'])],
});

model('scalar', {
  inputs: [value('x', 'float32', [])],
  outputs: [value('y', 'float32', [])],
  nodes: [node('Neg', ['x'], ['y'])],
});

model('unknown-operator', {
  inputs: [value('x', 'float32', [2, 2])],
  outputs: [value('y', 'float32', [2, 2])],
  nodes: [node('NoSuchOperator', ['x'], ['y'])],
});

// Strings, which the writer has no type for: the element type (field 1) before the shape (field 2) is replaced.
const [x, y] = ['x', 'y'].map((name) => value(name, 'float32', [2]));
const text = encodeModel({
  name: 'text',
  inputs: [x],
  outputs: [y],
  nodes: [node('Identity', ['x'], ['y'])],
});
for (let i = 0; i + 2 < text.length; i++) {
  if (text[i] === 0x08 && text[i + 1] === 1 && text[i + 2] === 0x12) text[i + 1] = 8;
}
write('text.onnx', text);

// An ONNX file under a name that says otherwise.
const plain = { inputs: [x], outputs: [y], nodes: [node('Identity', ['x'], ['y'])] };
write('renamed.om', encodeModel({ name: 'renamed', ...plain }));
write('renamed.ort', encodeModel({ name: 'renamed', ...plain }));
write('truncated.onnx', encodeModel({ name: 'truncated', ...plain }).subarray(0, 60));
// Offline models: without their ONNX files, and one that ends behind its header.
const offline = new URL('cast-conv-32bit.om', import.meta.url);
for (const name of ['cast-conv-32bit.om', 'offline.om', 'offline-named.onnx'])
  copyFileSync(offline, join(folder, name));
write('damaged.om', Buffer.concat([Buffer.from('IMOD'), Buffer.alloc(252)]));
write('garbage.onnx', Buffer.from('this is a text and no model, whatever its name says\n'));
write('empty.onnx', Buffer.alloc(0));
