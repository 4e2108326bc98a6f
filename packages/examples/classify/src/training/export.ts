// Usage: node dist/training/export.js WEIGHTS FOLDER
//
// Makes FOLDER/shapes.onnx of what train.py left in the folder WEIGHTS, and FOLDER/labels.txt.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { encodeModel, type OnnxInitializer, type OnnxNode } from '@ascend-rx/native/onnx';
import { presets } from '../preprocess/preset.js';
import { labels } from './outlines.js';

interface Manifest {
  readonly strides: readonly number[];
  readonly tensors: readonly { name: string; dims: number[]; offset: number }[];
}

const [weights, folder] = process.argv.slice(2);
if (!weights || !folder) throw new Error('usage: export.js WEIGHTS FOLDER');
const manifest = JSON.parse(await readFile(join(weights, 'weights.json'), 'utf8')) as Manifest;
const bytes = await readFile(join(weights, 'weights.f32'));

const initializers = manifest.tensors.map(({ name, dims, offset }): OnnxInitializer => {
  const length = 4 * dims.reduce((product, dim) => product * dim, 1);
  return { name, type: 'float32', dims, bytes: bytes.subarray(offset, offset + length) };
});
const nodes: OnnxNode[] = [];
let value = 'picture';
manifest.strides.forEach((stride, i) => {
  const name = `conv${i + 1}`;
  const kernel = initializers.find((tensor) => tensor.name === `${name}.weight`)?.dims[2] ?? 0;
  const pad = Math.floor(kernel / 2);
  nodes.push(
    {
      op: 'Conv',
      inputs: [value, `${name}.weight`, `${name}.bias`],
      outputs: [name],
      attributes: {
        kernel_shape: [kernel, kernel],
        strides: [stride, stride],
        pads: [pad, pad, pad, pad],
      },
    },
    { op: 'Relu', inputs: [name], outputs: [`relu${i + 1}`] },
  );
  value = `relu${i + 1}`;
});
nodes.push(
  { op: 'GlobalAveragePool', inputs: [value], outputs: ['pooled'] },
  { op: 'Flatten', inputs: ['pooled'], outputs: ['features'] },
  {
    op: 'Gemm',
    inputs: ['features', 'dense.weight', 'dense.bias'],
    outputs: ['logits'],
    attributes: { transB: 1 },
  },
);
const { size, mean, std } = presets.shapes;
await writeFile(
  join(folder, 'shapes.onnx'),
  encodeModel({
    name: 'shapes',
    inputs: [{ name: 'picture', type: 'float32', dims: [1, 3, size, size] }],
    outputs: [{ name: 'logits', type: 'float32', dims: [1, labels.length] }],
    nodes,
    initializers,
    metadata: { labels: labels.join(','), mean: mean.join(','), std: std.join(',') },
  }),
);
await writeFile(join(folder, 'labels.txt'), `${labels.join('\n')}\n`);
