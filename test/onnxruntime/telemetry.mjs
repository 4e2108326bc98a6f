// Loads a model on the embedded runtime, runs it, and prints "ran". Arguments: MODEL, then `worker` to do that in a worker
// thread, whose process.env is a copy; `stay` to go on living until it is killed.
import { isMainThread, Worker } from 'node:worker_threads';
import { infer } from '@ascend-rx/core';
import { openDevice } from '@ascend-rx/native';
import { lastValueFrom, of } from 'rxjs';

const [file, ...options] = process.argv.slice(2);

if (isMainThread && options.includes('worker')) {
  new Worker(new URL(import.meta.url), { argv: process.argv.slice(2) });
} else {
  const device = await openDevice({ library: 'embedded' });
  const model = await device.loadModel(file);
  await lastValueFrom(of(new Float32Array(16)).pipe(infer(model)));
  console.log('ran');
  if (options.includes('stay')) setInterval(() => {}, 60_000);
  await device.close();
}
