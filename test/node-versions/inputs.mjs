// What an input may be, on the version of Node that runs this: node inputs.mjs FOLDER. Prints one line of JSON. The folder
// has models that give their input back.
import { once } from 'node:events';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { float16ToFloat32, float32ToFloat16, infer } from '@ascend-rx/core';
import { createVirtualDevice } from '@ascend-rx/core/testing';
import { openDevice } from '@ascend-rx/native';
import { prepareFrame } from '@ascend-rx/native/frames';
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

/**
 * A worker thread fills shared memory with what `source` gives for each index.
 *
 * @param {ArrayBufferView} view
 * @param {string} source an expression of i
 */
async function filledByWorker(view, source) {
  const code = `const { workerData: view } = require('node:worker_threads');
    for (let i = 0; i < view.length; i += 1) view[i] = ${source};`;
  await once(new Worker(code, { eval: true, workerData: view }), 'exit');
  return view;
}

/** Shared memory that a worker thread writes: an input, lent and too large to be copied; and one that can grow, which is copied. */
async function sharedInputs() {
  const model = await device.loadModel(join(folder, 'large.onnx'));
  const bytes = model.inputs[0]?.bytes ?? 0;
  const results = [];
  for (const options of [undefined, { maxByteLength: 2 * bytes }]) {
    // With a place before it, so that it is a part of its buffer.
    const buffer = new SharedArrayBuffer(bytes + 64, /** @type {any} */ (options));
    const view = await filledByWorker(new Float32Array(buffer, 64, bytes / 4), 'i / 8');
    const { outputs } = await lastValueFrom(of(/** @type {any} */ (view)).pipe(infer(model)));
    results.push(outputs.y?.data.every((value, i) => value === i / 8));
  }
  return results;
}

/** A worker thread writes the picture, and a native thread the target, both in shared memory. */
async function sharedTarget() {
  const [width, height] = [64, 48];
  const plane = new Uint8Array(new SharedArrayBuffer(width * height));
  await filledByWorker(plane, 'i % 251');
  const data = new Float32Array(new SharedArrayBuffer(4 * 3 * width * height + 16), 16, 3 * width * height);
  const whole = { left: 0, top: 0, width, height };
  const sizes = { width, height };
  const image = {
    planes: [plane],
    strides: [width],
    ...sizes,
    pixelFormat: 'gray',
    colorSpace: 'bt601',
    range: 'full',
  };
  const format = { ...sizes, type: 'float32', layout: 'nchw' };
  await prepareFrame(/** @type {any} */ (image), /** @type {any} */ (format), [
    { source: whole, content: whole, data },
  ]);
  return data.every((value, i) => value === (i % (width * height)) % 251);
}

/** What a lent buffer does when it is transferred, when its result has been emitted: by structuredClone, and by its own method. */
async function transfers() {
  const model = await device.loadModel(join(folder, 'large.onnx'));
  const data = new Float32Array((model.inputs[0]?.bytes ?? 0) / 4);
  await lastValueFrom(of(/** @type {any} */ (data)).pipe(infer(model)));
  const { buffer } = /** @type {{ buffer: any }} */ (data);
  const attempt = (/** @type {() => void} */ transfer) => {
    try {
      transfer();
      return buffer.byteLength === 0 ? 'taken away' : 'cloned';
    } catch {
      return 'refused';
    }
  };
  return [
    attempt(() => structuredClone(buffer, { transfer: [buffer] })),
    buffer.transfer ? attempt(() => buffer.transfer()) : 'no such method',
  ];
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
    transfers: await transfers(),
    shared: { inputs: await sharedInputs(), target: await sharedTarget() },
  }),
);
await device.close();
