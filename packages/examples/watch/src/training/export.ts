// Usage: node dist/training/export.js WEIGHTS FOLDER
//
// Makes FOLDER/shapes.onnx of what train.py left in the folder WEIGHTS, and FOLDER/metadata.yaml.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { encodeModel } from '@ascend-rx/native/onnx';
import { detectorModel } from './detector-model.js';
import { metadataOf, toPython, toYaml } from './metadata.js';
import { readNetwork } from './network.js';

interface Manifest {
  readonly tensors: readonly { name: string; dims: number[]; offset: number }[];
}

const [weights, folder] = process.argv.slice(2);
if (!weights || !folder) throw new Error('usage: export.js WEIGHTS FOLDER');
const manifest = JSON.parse(await readFile(join(weights, 'weights.json'), 'utf8')) as Manifest;
const bytes = await readFile(join(weights, 'weights.f32'));

function tensor(name: string): Float32Array {
  const entry = manifest.tensors.find((each) => each.name === name);
  if (entry === undefined) throw new Error(`${weights} has no tensor ${name}`);
  const length = entry.dims.reduce((product, dim) => product * dim, 1);
  return new Float32Array(Uint8Array.from(bytes.subarray(entry.offset, entry.offset + 4 * length)).buffer);
}

const network = await readNetwork();
const metadata = await metadataOf(network, new Date());
const model = detectorModel(
  network,
  (name) => ({ weight: tensor(`${name}.weight`), bias: tensor(`${name}.bias`) }),
  { ...toPython(metadata), 'ascend_rx.gears': JSON.stringify({ batch: [1, 2, 4] }) },
);
await mkdir(folder, { recursive: true });
await writeFile(join(folder, 'shapes.onnx'), encodeModel(model));
await writeFile(join(folder, 'metadata.yaml'), toYaml(metadata));
