// Workers that are terminated in the middle of what they do, again and again, while the main thread goes on with
// inferences of its own: the process lives, the results of the main thread are right, and its slots come back.
// Arguments: MODEL (the identity of 16 floats), what the workers do (see `works`, or `all`), how many workers, how
// many of them at once, seed, DYNAMIC (a model of 1×len×2 floats).
//
// A worker counts its steps in shared memory. It is terminated after a number of steps that the seed gives, so the
// moments are spread over everything that the worker does. The long sweep, of which terminations.test.ts runs samples:
//
//   node test/lifecycle/terminations.mjs MODEL all 500 2 1 DYNAMIC
import { setImmediate } from 'node:timers/promises';
import { isMainThread, Worker, workerData } from 'node:worker_threads';
import { infer } from '@ascend-rx/core';
import { assertSettled } from '@ascend-rx/core/testing';
import { openDevice } from '@ascend-rx/native';
import { prepareFrame } from '@ascend-rx/native/frames';
import { finalize, lastValueFrom, range, tap, toArray } from 'rxjs';

// What a worker does until it is terminated, and the most steps that it may have done by then.
const works = {
  infer: { run: inferForEver(6000, 1000), steps: 20_000 },
  // A group for each execution: the addon is entered most often.
  groups: { run: inferForEver(2000, 1), steps: 8000 },
  open: { run: openForEver, steps: 12 },
  load: { run: loadForEver, steps: 12 },
  // close() while inferences are in flight.
  close: { run: closeForEver, steps: 60 },
  // Executions on the submission thread, and outputs in memory that native threads have allocated.
  dynamic: { run: inferDimsForEver, steps: 2000 },
  // Pictures on the threads of the addon, some of them given up again.
  prepare: { run: prepareForEver, steps: 400 },
  // The worker ends by itself, with process.exit() in the middle of a pipeline.
  exit: { run: inferForEver(6000, 1000), steps: 20_000 },
};

const input = new Float32Array(16).fill(1);

if (isMainThread) await main();
else await work(workerData);

// ---- the worker ------------------------------------------------------------------------------------

async function work({ file, dynamic, what, steps, exitAt }) {
  const step = () => {
    if (Atomics.add(steps, 0, 1) + 1 === exitAt) process.exit(0);
  };
  await works[what].run(what === 'dynamic' ? dynamic : file, step);
}

async function inferDimsForEver(file, step) {
  const device = await openDevice({ library: 'embedded' });
  const model = await device.loadModel(file, { slots: 100 });
  const data = new Float32Array(20_000);
  const inputs = (n) => {
    step();
    const length = (n * 997) % 10_000;
    return { type: 'float32', dims: [1, length, 2], data: data.subarray(0, 2 * length) };
  };
  for (;;) {
    const results = range(500).pipe(infer(model, { inputs, callbackInterval: 7 }));
    await lastValueFrom(results.pipe(tap(step)));
  }
}

function inferForEver(count, callbackInterval) {
  return async (file, step) => {
    const device = await openDevice({ library: 'embedded' });
    const model = await device.loadModel(file, { slots: count });
    const inputs = () => {
      step();
      return input;
    };
    for (;;) {
      const results = range(count).pipe(infer(model, { inputs, callbackInterval, maxInFlight: count }));
      await lastValueFrom(results.pipe(tap(step)));
    }
  };
}

async function openForEver(_file, step) {
  for (;;) {
    const device = await openDevice({ library: 'embedded' });
    step();
    await device.close();
    step();
  }
}

async function loadForEver(file, step) {
  const device = await openDevice({ library: 'embedded' });
  for (;;) {
    step();
    const model = await device.loadModel(file);
    step();
    await model.close();
  }
}

async function prepareForEver(_file, step) {
  const [width, height] = [320, 240];
  const whole = { left: 0, top: 0, width, height };
  const target = { left: 0, top: 0, width: 256, height: 256 };
  const format = { type: 'float32', layout: 'nchw', width: 256, height: 256 };
  const planes = [new Uint8Array(width * height * 3)];
  const image = {
    planes,
    strides: [3 * width],
    width,
    height,
    pixelFormat: 'rgb24',
    colorSpace: 'bt601',
    range: 'full',
  };
  const one = async (n) => {
    const data = new Float32Array(3 * 256 * 256);
    const gone = new AbortController();
    const parts = [{ source: whole, content: target, data }];
    const prepared = prepareFrame(image, format, parts, { signal: gone.signal }).catch(() => {});
    step();
    if (n % 3 === 0) gone.abort();
    await prepared;
    step();
  };
  for (;;) await Promise.all(Array.from({ length: 12 }, (_, n) => one(n)));
}

async function closeForEver(file, step) {
  for (;;) {
    const device = await openDevice({ library: 'embedded' });
    const model = await device.loadModel(file);
    let results = 0;
    const close = () => {
      step();
      results += 1;
      if (results === 4) void device.close();
    };
    const closed = new Promise((done) => {
      range(100)
        .pipe(infer(model, { inputs: () => input, callbackInterval: 2 }), finalize(done))
        .subscribe({ next: close, error: done });
    });
    await closed;
    await device.close();
    step();
  }
}

// ---- the main thread -------------------------------------------------------------------------------

async function main() {
  const [file, what, count, atOnce = '1', seed = '1', dynamic] = process.argv.slice(2);
  const random = generator(Number(seed));
  const device = await openDevice({ library: 'embedded' });
  const model = await device.loadModel(file);
  for (const each of what === 'all' ? Object.keys(works) : [what]) {
    let left = Number(count);
    const one = async () => {
      while (left > 0) {
        left -= 1;
        await terminate({ file, dynamic }, each, 1 + Math.floor(random() * works[each].steps));
      }
    };
    let ended = false;
    const all = Promise.all(Array.from({ length: Number(atOnce) }, one)).finally(() => {
      ended = true;
    });
    let rounds = 0;
    for (; !ended; rounds += 1) await inferOnMainThread(model);
    await all;
    if (rounds === 0) throw new Error('Expected inferences on the main thread but there were none');
    process.stdout.write(`${each}: ${count}\n`);
  }
  assertSettled(model);
  await device.close();
  process.stdout.write('the process lives\n');
}

/** Starts a worker, and terminates it after that many steps of its work. */
async function terminate(files, what, after) {
  const steps = new Int32Array(new SharedArrayBuffer(4));
  const exits = what === 'exit';
  const worker = new Worker(new URL(import.meta.url), {
    workerData: { ...files, what, steps, exitAt: exits ? after : 0 },
  });
  const exited = new Promise((resolve, reject) => worker.once('exit', resolve).once('error', reject));
  if (exits) return exited;
  let ended = false;
  const end = exited.finally(() => {
    ended = true;
  });
  while (!ended && Atomics.load(steps, 0) < after) await setImmediate();
  await worker.terminate();
  await end;
}

async function inferOnMainThread(model) {
  const inputs = (n) => new Float32Array(16).fill(n);
  const results = range(16).pipe(infer(model, { inputs, callbackInterval: 4 }), toArray());
  const sources = (await lastValueFrom(results)).map(({ source, outputs }) => {
    const values = Object.values(outputs)[0].data;
    if (values.every((value) => value === source)) return source;
    throw new Error(`Expected 16 times ${source} on the main thread but received ${values}`);
  });
  if (sources.join() === Array.from({ length: 16 }, (_, n) => n).join()) return;
  throw new Error(`Expected the results 0 to 15 on the main thread but received ${sources}`);
}

/** Numbers from 0 to 1 that depend on the seed only (mulberry32). */
function generator(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
