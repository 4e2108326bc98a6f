// A subscriber slower than the device: does the event loop still get its turns?
// Arguments: MODEL. Prints the most results that came between two ticks of a timer.
import { infer } from '@ascend-rx/core';
import { openDevice } from '@ascend-rx/native';
import { lastValueFrom, range, tap } from 'rxjs';

const [file] = process.argv.slice(2);
const device = await openDevice({ library: 'embedded' });
const model = await device.loadModel(file, { slots: 8 });
const input = new Float32Array(16);

let results = 0;
let seen = 0;
let most = 0;
const timer = setInterval(() => {
  most = Math.max(most, results - seen);
  seen = results;
}, 1);

/** Work of an application with a result: 2 ms. */
function work() {
  const end = performance.now() + 2;
  while (performance.now() < end);
  results += 1;
}

await lastValueFrom(range(500).pipe(infer(model, { inputs: () => input }), tap(work)));
clearInterval(timer);
console.log(JSON.stringify({ results, most }));
await device.close();
