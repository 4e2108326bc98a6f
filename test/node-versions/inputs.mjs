// What an input may be, on the version of Node that runs this: node inputs.mjs FOLDER. Prints one line of JSON. The folder
// has models that give their input back.
import { join } from 'node:path';
import { float16ToFloat32, float32ToFloat16, infer } from '@ascend-rx/core';
import { createVirtualDevice } from '@ascend-rx/core/testing';
import { openDevice } from '@ascend-rx/native';
import { lastValueFrom, of } from 'rxjs';

const [, , folder = ''] = process.argv;
const device = await openDevice({ library: 'embedded' });
const numbers = [1, -2, 0.1, 65_504];
const bits = float32ToFloat16(numbers);
// At an odd place in memory, as a Buffer of Node's pool can be.
const odd = (/** @type {ArrayBufferView} */ { buffer, byteLength }) => {
  const bytes = new Uint8Array(byteLength + 1).subarray(1);
  bytes.set(new Uint8Array(buffer, 0, byteLength));
  return bytes;
};

/** @param {import('@ascend-rx/core').Model} model */
async function halves(model) {
  const run = (/** @type {any} */ input) => lastValueFrom(of(input).pipe(infer(model)));
  const { dims = [] } = model.inputs[0] ?? {};
  /** @type {any[]} */
  const inputs = [bits, { type: 'float16', dims, data: bits }, { type: 'float16', dims, bytes: odd(bits) }];
  const { Float16Array } = /** @type {any} */ (globalThis);
  if (Float16Array) {
    const data = new Float16Array(numbers);
    inputs.push(data, { type: 'float16', dims, data });
  }
  const results = [];
  for (const input of inputs) {
    const tensor = (await run(input)).outputs.y;
    if (tensor?.type !== 'float16') throw new Error(`an output of ${tensor?.type}`);
    results.push([tensor.data.constructor.name, ...float16ToFloat32(tensor.data)]);
  }
  const refused = await run(Float32Array.from(numbers)).catch((error) => error.code);
  return { results, refused };
}

/** Large inputs are lent to native threads: bytes at an odd place, too. */
async function large() {
  const model = await device.loadModel(join(folder, 'large.onnx'));
  const [info] = model.inputs;
  const data = Float32Array.from({ length: (info?.bytes ?? 0) / 4 }, (_, i) => i / 8);
  const input = { type: 'float32', dims: info?.dims ?? [], bytes: odd(data) };
  const { outputs } = await lastValueFrom(of(/** @type {any} */ (input)).pipe(infer(model)));
  const given = await lastValueFrom(
    of(/** @type {any} */ (Buffer.from(data.buffer))).pipe(infer(model)),
  ).catch((error) => error.code);
  return { same: outputs.y?.data.every((value, i) => value === data[i]), refused: given };
}

const half = /** @type {const} */ ({ type: 'float16', dims: [4] });
const virtual = createVirtualDevice().createModel({
  inputs: [{ name: 'x', ...half }],
  outputs: [{ name: 'y', ...half }],
});
console.log(
  JSON.stringify({
    major: Number.parseInt(process.versions.node, 10),
    hasFloat16Array: 'Float16Array' in globalThis,
    native: await halves(await device.loadModel(join(folder, 'half.onnx'))),
    virtual: await halves(virtual),
    large: await large(),
  }),
);
await device.close();
