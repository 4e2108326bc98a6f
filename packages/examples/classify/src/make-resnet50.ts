#!/usr/bin/env node
// Usage: node dist/make-resnet50.js OUT.onnx [SEED]
//
// Writes a ResNet-50 with seeded random weights (102 MB), for load tests and benchmarks. Its structure is exact.
import { writeFile } from 'node:fs/promises';
import { encodeModel, resnet50, SeededWeights } from '@ascend-rx/native/onnx';

const [out = '-', seed = '1', ...rest] = process.argv.slice(2);
if (out.startsWith('-') || !/^\d+$/.test(seed) || rest.length > 0) {
  console.error('usage: make-resnet50.js OUT.onnx [SEED]');
  process.exitCode = 1;
} else {
  const model = resnet50(new SeededWeights(Number(seed)));
  const parameters = model.initializers?.reduce((sum, { dims }) => sum + dims.reduce((a, b) => a * b, 1), 0);
  const bytes = encodeModel(model);
  await writeFile(out, bytes);
  console.log(`${out}: ${parameters} parameters, ${bytes.length} bytes`);
}
