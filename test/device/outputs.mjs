// Large outputs, which go to JavaScript without being copied there. Argument: the run mode of the embedded runtime, which is
// fixed for a process; then a model with one input and the same output, and one with batch gears. Prints what it found.
import { infer } from '@ascend-rx/core';
import { openDevice } from '@ascend-rx/native';
import { from, lastValueFrom, range, toArray } from 'rxjs';

const [runMode, file, batches] = process.argv.slice(2);
const device = await openDevice({ embedded: { runMode, strict: 'fail' } });
const model = await device.loadModel(file, { slots: 4 });
const elements = model.inputs[0].bytes / 4;
const numbered = (n) => new Float32Array(elements).fill(n);
const run = (count) =>
  lastValueFrom(
    range(count).pipe(infer(model, { inputs: numbered, callbackInterval: 3, maxInFlight: 4 }), toArray()),
  );
const isRight = ({ source, outputs }) => outputs.y.data.every((value) => value === source);
const found = {};

const results = await run(20);
found.right = results.every(isRight);
found.buffers = new Set(results.map(({ outputs }) => outputs.y.data.buffer)).size;

// Accounted to V8 as memory of ArrayBuffers.
const before = process.memoryUsage().arrayBuffers;
const kept = await run(20);
found.accounted = process.memoryUsage().arrayBuffers - before >= 0.5 * 20 * 4 * elements;
found.stillRight = results.every(isRight) && kept.every(isRight);

for (const result of results) {
  result.release();
  result.release();
}
found.emptied = results.every(({ outputs }) => outputs.y.data.length === 0);
// Into memory that was given back, and nobody else's.
const again = await run(20);
found.rightAgain = again.every(isRight) && kept.every(isRight);

// Theirs to give away.
const [first] = again;
const { buffer } = first.outputs.y.data;
const moved = structuredClone(buffer, { transfer: [buffer] });
found.transferred = buffer.byteLength === 0 && new Float32Array(moved)[0] === 0;
first.release();
found.transferredStays = new Float32Array(moved)[0] === 0 && moved.byteLength > 0;

// Results of a batch share their memory until the last one is released.
const batched = await device.loadModel(batches);
const wide = batched.inputs[0].bytes / 4;
const samples = await lastValueFrom(
  from([1, 2]).pipe(
    infer(batched, { inputs: (n) => new Float32Array(wide).fill(n), batchSize: 2, maxQueueDelay: 1000 }),
    toArray(),
  ),
);
found.batchRight = samples.every(({ source, outputs }) =>
  outputs.y.data.every((value) => value === 2 * source),
);
samples[0].release();
samples[0].release();
found.batchKept = samples[1].outputs.y.data[0] === 4;
samples[1].release();
found.batchReleased = samples.every(({ outputs }) => outputs.y.data.length === 0);

await device.close();
// They belong to whoever has them.
found.outlive = kept.every(isRight);
kept[0].release();
process.stdout.write(JSON.stringify(found));
