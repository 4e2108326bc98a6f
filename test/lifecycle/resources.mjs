// A program whose process has no thread or no descriptor left when it loads a model. It tries, says how that ended,
// then has enough again and tries once more. Arguments: MODEL, then how many descriptors are left for the first try (any
// number of them, without it), then `load` if the device is opened before they are taken. Prints one line of JSON for each
// try, and ends without closing the last device.
import { closeSync, openSync } from 'node:fs';
import { infer } from '@ascend-rx/core';
import { assertSettled } from '@ascend-rx/core/testing';
import { openDevice } from '@ascend-rx/native';
import { lastValueFrom, range, toArray } from 'rxjs';

const [file, left, when = 'open'] = process.argv.slice(2);
const opened = [];
if (when === 'open') takeDescriptors();

print(await attempt(true));
for (const descriptor of opened.splice(0)) closeSync(descriptor);
print(await attempt(false));

function takeDescriptors() {
  if (left === undefined) return;
  try {
    for (;;) opened.push(openSync('/dev/null'));
  } catch (error) {
    if (error.code !== 'EMFILE') throw error;
  }
  for (let n = 0; n < Number(left); n += 1) closeSync(opened.pop());
}

async function attempt(mustClose) {
  let device;
  let model;
  try {
    device = await openDevice({ library: 'embedded' });
    if (when === 'load' && mustClose) takeDescriptors();
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
