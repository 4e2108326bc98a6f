// A program that ends while native threads prepare pictures.
// Arguments: how (exit: process.exit(7); throw: an uncaught exception; idle: all are done, and nothing keeps the process alive;
// detached: nobody waits for the last ones, which are done all the same), then where (main | worker).
import { isMainThread, Worker, workerData } from 'node:worker_threads';
import { prepareFrame } from '@ascend-rx/native/frames';

const [how, where] = isMainThread ? process.argv.slice(2) : workerData;

async function run() {
  const side = 1024;
  const planes = [new Uint8Array(64 * 64)];
  const image = {
    planes,
    strides: [64],
    width: 64,
    height: 64,
    pixelFormat: 'gray',
    colorSpace: 'bt601',
    range: 'full',
  };
  const format = { type: 'float32', layout: 'nchw', width: side, height: side };
  const source = { left: 0, top: 0, width: 64, height: 64 };
  const content = { left: 0, top: 0, width: side, height: side };
  const one = () =>
    prepareFrame(image, format, [{ source, content, data: new Float32Array(3 * side * side) }]);
  await one();
  const all = Array.from({ length: 16 }, one);
  if (how === 'exit') process.exit(7);
  if (how === 'throw') throw new Error('thrown on purpose');
  const done = Promise.all(all).then(() => process.stdout.write(`${all.length} prepared\n`));
  if (how === 'idle') await done;
}

if (isMainThread && where === 'worker') {
  const worker = new Worker(new URL(import.meta.url), { workerData: [how, where] });
  worker.on('error', (error) => {
    if (error.message !== 'thrown on purpose') throw error;
  });
  worker.on('exit', (code) => process.stdout.write(`worker has ended: ${code}\n`));
} else {
  await run();
}
