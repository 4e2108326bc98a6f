// Closes a device while a model loads that never ends on the zeros on which it is run for the sizes of its outputs. Argument: the
// path of that model, and of any other. Prints what came of loading the first one.
import { readdirSync } from 'node:fs';
import { openDevice } from '@ascend-rx/native';

const [endless, other] = process.argv.slice(2);
// ONNX Runtime has no threads then.
const device = await openDevice({ library: 'embedded', embedded: { threads: 1 } });
await device.loadModel(other);
const threads = () => readdirSync('/proc/self/task').length;
const before = threads();
let isOver = false;
const outcome = device
  .loadModel(endless)
  .then(
    () => 'loaded',
    ({ code }) => code,
  )
  .finally(() => {
    isOver = true;
  });
// One thread loads, and another one watches the time of the run on zeros.
while (threads() < before + 2 && !isOver) await new Promise((turn) => setImmediate(turn));
await device.close();
console.log(JSON.stringify(await outcome));
