// Prints what a round of inferences of MODEL adds to what the process holds. To be run with --expose-gc.
// Arguments: MODEL, HOW MANY, callbackInterval.
import { infer, inferFrom } from '@ascend-rx/core';
import { openDevice } from '@ascend-rx/native';
import { lastValueFrom, range } from 'rxjs';
import { addedBy } from './readings.mjs';

const [file, count, interval] = process.argv.slice(2);
const device = await openDevice({ library: 'embedded' });
const model = await device.loadModel(file);
const input = new Float32Array(model.inputs[0].bytes / 4);
const config = { callbackInterval: Number(interval), maxInFlight: 50 };

function* inputs() {
  for (let n = 0; n < Number(count); n += 1) yield input;
}

async function round() {
  await lastValueFrom(inferFrom(inputs(), model, config));
  // Pipelines that come and go, and one that ends in the middle.
  for (let n = 0; n < 100; n += 1) {
    const subscription = range(20)
      .pipe(infer(model, { ...config, inputs: () => input, label: 'short' }))
      .subscribe();
    if (n % 2 === 0) subscription.unsubscribe();
  }
  await lastValueFrom(range(50).pipe(infer(model, { ...config, inputs: () => input })));
}

const added = await addedBy(round, 6);
const { ledger } = model.stats();
await device.close();
process.stdout.write(JSON.stringify({ added, ledger }));
