// Prints what a round of devices and models that are opened and closed adds to what the process holds. To be run with
// --expose-gc. Arguments: MODEL, a file that is NONE.
import { infer } from '@ascend-rx/core';
import { openDevice } from '@ascend-rx/native';
import { lastValueFrom, range } from 'rxjs';
import { addedBy } from './readings.mjs';

const [file, none] = process.argv.slice(2);

async function once() {
  const device = await openDevice({ library: 'embedded' });
  const model = await device.loadModel(file);
  const inputs = () => new Float32Array(model.inputs[0].bytes / 4);
  await lastValueFrom(range(20).pipe(infer(model, { inputs, callbackInterval: 4 })));
  await model.close();
  await device.loadModel(none).catch(() => {});
  const pair = await device.loadModel(file, { instances: 2 });
  range(50)
    .pipe(infer(pair, { inputs }))
    .subscribe({ error: () => {} });
  // With inferences in flight, and while another one loads.
  const loading = device.loadModel(file).catch(() => {});
  await device.close();
  await loading;
}

const added = await addedBy(async () => {
  for (let n = 0; n < 20; n += 1) await once();
}, 10);
process.stdout.write(JSON.stringify(added));
