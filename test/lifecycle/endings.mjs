// A program that ends in the middle: with inferences in flight, without closing anything.
// Arguments: MODEL, then how (exit | throw: after some results; loading: while devices and models open), then
// where (main | worker), then for `loading` after how many milliseconds.
// how `operator`: exit code 3 in the middle of the first inference; prints when that was.
// how `stuck`: exit code 3 while the first load is inside the ONNX Runtime of stuck_onnx.cc, whose file
// comes last.
import { isMainThread, Worker, workerData } from 'node:worker_threads';
import { infer } from '@ascend-rx/core';
import { openDevice } from '@ascend-rx/native';
import { range } from 'rxjs';

const [file, how, where, after] = isMainThread ? process.argv.slice(2) : workerData;

async function run() {
  if (how === 'loading') setTimeout(() => process.exit(0), Number(after));
  if (how === 'stuck') {
    process.env.ASCEND_RX_ONNXRUNTIME = after;
    process.on('SIGUSR2', () => process.exit(3));
  }
  const device = await openDevice({ library: 'embedded' });
  const model = await device.loadModel(file);
  const input = new Float32Array(model.inputs[0].bytes / 4);
  if (how === 'operator') {
    range(1)
      .pipe(infer(model, { inputs: () => input }))
      .subscribe();
    setTimeout(() => {
      process.stdout.write(String(Date.now()));
      process.exit(3);
    }, 2000);
    return;
  }
  let results = 0;
  range(1000)
    .pipe(infer(model, { inputs: () => input, callbackInterval: 2, maxInFlight: 20 }))
    .subscribe(() => {
      results += 1;
      if (results !== 4) return;
      if (how === 'exit') process.exit(0);
      if (how === 'throw') throw new Error('thrown on purpose');
    });
}

if (isMainThread && where === 'worker') {
  const worker = new Worker(new URL(import.meta.url), { argv: [], workerData: [file, how, where, after] });
  worker.on('error', (error) => {
    if (error.message !== 'thrown on purpose') throw error;
  });
  worker.on('exit', () => process.stdout.write('worker has ended\n'));
} else {
  await run();
}
