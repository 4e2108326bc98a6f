// The program whose instructions are counted: inferences of a no-op model with 16 floats, on the packages of any built checkout.
// Arguments: the checkout's folder, `callbackInterval`, and how many thousand inferences.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [, , checkout = '', interval, thousands] = process.argv;
const { resolve } = createRequire(join(checkout, 'packages/native/package.json'));
/** @param {string} name */
const load = (name) => import(pathToFileURL(resolve(name)).href);
const { inferFrom } = await load('@ascend-rx/core');
const { openDevice } = await load('@ascend-rx/native');
const { encodeModel } = await load('@ascend-rx/native/onnx');
const { lastValueFrom } = await load('rxjs');

const dims = [16];
const folder = mkdtempSync(join(tmpdir(), 'ascend-rx-instructions-'));
const file = join(folder, 'noop.onnx');
try {
  writeFileSync(
    file,
    encodeModel({
      name: 'noop',
      inputs: [{ name: 'x', type: 'float32', dims }],
      outputs: [{ name: 'y', type: 'float32', dims }],
      nodes: [{ op: 'Identity', inputs: ['x'], outputs: ['y'] }],
    }),
  );
  const device = await openDevice({ embedded: { threads: 1 } });
  const model = await device.loadModel(file, { slots: 100 });
  const input = { type: 'float32', dims, data: new Float32Array(16) };
  for (let n = 0; n < Number(thousands); n += 10) {
    const inputs = Array.from({ length: 10_000 }, () => input);
    await lastValueFrom(inferFrom(inputs, model, { callbackInterval: Number(interval), maxInFlight: 100 }));
  }
  await device.close();
} finally {
  rmSync(folder, { recursive: true });
}
