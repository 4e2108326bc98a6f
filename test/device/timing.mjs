// A program whose inferences take 20 ms each. Arguments: MODEL. Prints the parts of every inference, for a group each of
// one, of four, and without callbacks; then what an inference has with a clock of whole milliseconds.
import { infer } from '@ascend-rx/core';
import { openDevice } from '@ascend-rx/native';
import { asyncScheduler, lastValueFrom, map, range, toArray } from 'rxjs';

const [file] = process.argv.slice(2);
const embedded = { strict: 'fail', serviceTimeUs: 20_000 };

async function timings(options, count, config) {
  const device = await openDevice({ embedded, ...options });
  const model = await device.loadModel(file);
  const inputs = () => new Float32Array(model.inputs[0].bytes / 4);
  const results$ = range(count).pipe(
    infer(model, { inputs, ...config }),
    map(({ timing }) => timing),
    toArray(),
  );
  const timing = await lastValueFrom(results$);
  await device.close();
  return timing;
}

const single = await timings({}, 1);
const group = await timings({}, 4, { callbackInterval: 4 });
const synchronized = await timings({}, 4, { callbackInterval: 0 });
const coarse = await timings({ scheduler: asyncScheduler }, 1);
console.log(JSON.stringify({ single, group, synchronized, coarse }));
