// Large outputs, which go to JavaScript without being copied there. Argument: the run mode of the embedded runtime, which is
// fixed for a process; then a model with one input and the same output, one with batch gears, and a small one. Prints what it found.

import { markAsUntransferable } from 'node:worker_threads';
import { infer } from '@ascend-rx/core';
import { openDevice } from '@ascend-rx/native';
import { from, lastValueFrom, range, tap, toArray } from 'rxjs';

const [runMode, file, batches, smallFile] = process.argv.slice(2);
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

// Given to a model as an input, it may still be read.
const [lent] = await run(1);
await lastValueFrom(from([lent]).pipe(infer(model, { inputs: (result) => result.outputs.y.data })));
lent.release();
found.lentStays = lent.outputs.y.data.length === elements && isRight(lent);
const [marked] = await run(1);
markAsUntransferable(marked.outputs.y.data.buffer);
marked.release();
found.markedStays = isRight(marked);

// Small ones share their memory, which stays where it is.
const small = await device.loadModel(smallFile);
const tiny = (n) => new Float32Array(16).fill(n);
const transferring = await lastValueFrom(
  range(50).pipe(
    infer(small, { inputs: tiny }),
    tap(({ outputs }) => {
      try {
        structuredClone(outputs.y.data.buffer, { transfer: [outputs.y.data.buffer] });
      } catch {
        // Node 21 and later refuse, earlier ones clone.
      }
    }),
    toArray(),
  ),
);
found.smallRight = transferring.length === 50 && transferring.every(isRight);

await device.close();
// They belong to whoever has them.
found.outlive = kept.every(isRight);
kept[0].release();
process.stdout.write(JSON.stringify(found));
