// Prints what a round of preparing adds to what the process holds. To be run with --expose-gc. Arguments: MODEL, HOW MANY.
import { inferFrom } from '@ascend-rx/core';
import { openDevice } from '@ascend-rx/native';
import { prepareFrame } from '@ascend-rx/native/frames';
import { lastValueFrom, take } from 'rxjs';
import { addedBy } from './readings.mjs';

const [file, count] = process.argv.slice(2);
const device = await openDevice({ library: 'embedded' });
const model = await device.loadModel(file);
const [, , height, width] = model.inputs[0].dims;
const image = {
  planes: [new Uint8Array(64 * 48)],
  strides: [64],
  width: 64,
  height: 48,
  pixelFormat: 'gray',
  colorSpace: 'bt601',
  range: 'full',
};
const format = { type: 'float32', layout: 'nchw', width, height };
const source = { left: 0, top: 0, width: 64, height: 48 };
const content = { left: 0, top: 0, width, height };
const fill = (data, signal) => prepareFrame(image, format, [{ source, content, data }], { signal });

function* values() {
  for (let n = 0; n < 20; n += 1) yield n;
}

async function round() {
  // Alone: to their end, and given up.
  for (let n = 0; n < Number(count); n += 1) {
    const gone = new AbortController();
    const prepared = fill(new Float32Array(3 * width * height), gone.signal).catch(() => {});
    if (n % 4 === 0) gone.abort();
    await prepared;
  }
  // In pipelines that come and go, every second one in the middle.
  for (let n = 0; n < Number(count) / 10; n += 1) {
    const prepare = (_, [data], { signal }) => fill(data, signal);
    const results$ = inferFrom(values(), model, { prepare, maxInFlight: 4 });
    await lastValueFrom(n % 2 === 0 ? results$ : results$.pipe(take(7)));
  }
}

const added = await addedBy(round, 6);
const { ledger } = model.stats();
await device.close();
process.stdout.write(JSON.stringify({ added, ledger }));
