// Prints what a round of inferences of MODEL adds, after the warm-up, to what JavaScript holds when all garbage has been
// collected, to resident memory, and to open files. To be run with --expose-gc. Arguments: MODEL, HOW MANY, callbackInterval.
import { readdirSync } from 'node:fs';
import { infer, inferFrom } from '@ascend-rx/core';
import { openDevice } from '@ascend-rx/native';
import { lastValueFrom, range } from 'rxjs';

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

function reading() {
  // Twice: what ends in the first one is let go in the second.
  globalThis.gc();
  globalThis.gc();
  const { heapUsed, external, rss } = process.memoryUsage();
  return { held: heapUsed + external, resident: rss, handles: readdirSync('/proc/self/fd').length };
}

// What one reading adds to another per round, at the middle of all pairs: what is compiled now and then (250 KB at a time) and
// thrown away again moves few of them, a leak moves all.
function growth(readings, of) {
  const slopes = readings.flatMap((later, to) =>
    readings.slice(0, to).map((earlier, from) => (later[of] - earlier[of]) / (to - from)),
  );
  return slopes.sort((a, b) => a - b)[Math.floor(slopes.length / 2)];
}

for (let n = 0; n < 6; n += 1) await round();
const readings = [reading()];
for (let n = 0; n < 10; n += 1) {
  await round();
  readings.push(reading());
}
const { ledger } = model.stats();
await device.close();
const added = {
  held: growth(readings, 'held'),
  resident: growth(readings, 'resident'),
  handles: growth(readings, 'handles'),
};
process.stdout.write(JSON.stringify({ added, ledger }));
