// A program that traces what it does: batches of 1, 2, 3 … 8 inputs on a model with gears.
// Arguments: MODEL, TRACE.
import { infer } from '@ascend-rx/core';
import { openDevice } from '@ascend-rx/native';
import { lastValueFrom, range, toArray } from 'rxjs';

const [file, trace] = process.argv.slice(2);
const device = await openDevice({ embedded: { strict: 'fail', trace } });
const model = await device.loadModel(file);
const inputs = (n) => new Float32Array(4).fill(n);
for (let size = 1; size <= 8; size += 1) {
  await lastValueFrom(
    range(size).pipe(infer(model, { inputs, batchSize: 8, maxQueueDelay: 1e6 }), toArray()),
  );
}
await device.close();
