// Runs a model on the embedded runtime (`o`) and with another onnxruntime-node (`t`), in the order that ORDER gives. Arguments:
// MODEL, FOLDER (its node_modules has that package), ORDER, and `worker` to do it in a worker thread. Prints the results.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { isMainThread, Worker } from 'node:worker_threads';
import { infer } from '@ascend-rx/core';
import { openDevice } from '@ascend-rx/native';
import { lastValueFrom, of } from 'rxjs';

const [file, folder, order, place] = process.argv.slice(2);
const input = Float32Array.from({ length: 16 }, (_, i) => i);

async function ours() {
  const device = await openDevice({ library: 'embedded' });
  const model = await device.loadModel(file);
  const { outputs } = await lastValueFrom(of(input).pipe(infer(model)));
  const [...values] = outputs.y.data;
  await device.close();
  return values;
}

async function theirs() {
  const { InferenceSession, Tensor } = createRequire(join(folder, 'program.js'))('onnxruntime-node');
  const session = await InferenceSession.create(file);
  const { y } = await session.run({ x: new Tensor('float32', input, [1, 16]) });
  await session.release();
  return [...y.data];
}

if (isMainThread && place === 'worker') {
  new Worker(new URL(import.meta.url), { argv: process.argv.slice(2) });
} else {
  const results = [];
  for (const one of order) results.push(await (one === 'o' ? ours() : theirs()));
  console.log(JSON.stringify(results));
}
