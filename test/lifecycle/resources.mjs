// A program whose process has no thread or no descriptor left when it loads a model. It tries, says how that ended,
// then has enough again and tries once more. Arguments: MODEL, then how many descriptors are left for the first try (any
// number of them, without it). Prints one line of JSON for each try, and ends without closing the last device.
import { closeSync, openSync } from 'node:fs';
import { infer } from '@ascend-rx/core';
import { assertSettled } from '@ascend-rx/core/testing';
import { openDevice } from '@ascend-rx/native';
import { lastValueFrom, range, toArray } from 'rxjs';

const [file, left] = process.argv.slice(2);
const opened = [];
if (left !== undefined) {
  try {
    for (;;) opened.push(openSync('/dev/null'));
  } catch (error) {
    if (error.code !== 'EMFILE') throw error;
  }
  for (let n = 0; n < Number(left); n += 1) closeSync(opened.pop());
}

print(await attempt(true));
for (const descriptor of opened) closeSync(descriptor);
print(await attempt(false));

async function attempt(mustClose) {
  let device;
  let model;
  try {
    device = await openDevice({ library: 'embedded' });
    model = await device.loadModel(file);
    const inputs = (n) => new Float32Array(16).fill(n);
    const results = await lastValueFrom(
      range(8).pipe(infer(model, { inputs, callbackInterval: 2 }), toArray()),
    );
    return results.map(({ outputs }) => outputs.y.data[15]);
  } catch (error) {
    return { name: error.name, code: error.code, message: error.message };
  } finally {
    if (model) assertSettled(model);
    if (mustClose) await device?.close();
  }
}

function print(value) {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}
