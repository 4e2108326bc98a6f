import { readFileSync } from 'node:fs';
import { letterbox } from '@ascend-rx/video';
const bytes = (length) => Uint8Array.from({ length }, (_, i) => (i * 31 + (i >> 7)) & 255);
const img = (width, height) => ({ planes: [bytes(width * height), bytes((width * height) / 4), bytes((width * height) / 4)], strides: [width, width / 2, width / 2], width, height, pixelFormat: 'yuv420p', colorSpace: 'bt709', range: 'limited' });
const threadMs = () => Number(readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'utf8').split(' ')[0]) / 1e6;
const context = { signal: new AbortController().signal };
const ctl = new Int32Array(new SharedArrayBuffer(4));
const sleep = (ms) => new Promise((r) => setTimeout(r, ms));
function job(image, side) {
  const target = new Float32Array(3 * side * side);
  const prepare = letterbox({ inputs: [{ name: 'images', type: 'float32', dims: [1, 3, side, side] }] });
  return () => prepare(image, [target], context);
}
const big = job(img(1280, 720), 640), small = job(img(64, 36), 64);
const cases = {
  big: async () => { await big(); },
  small: async () => { await small(); },
  timer: async () => { await sleep(2); },
  smallAfterTimer: async () => { await sleep(2); await small(); },
  bigAfterTimer: async () => { await sleep(2); await big(); },
};
const sums = {};
for (let r = 0; r < 9; r++) for (const [name, f] of Object.entries(cases)) {
  const n = 300; const a = threadMs(); for (let i = 0; i < n; i++) await f(); (sums[name] ??= []).push((threadMs() - a) / n);
}
for (const [n, v] of Object.entries(sums)) console.log(n, v.slice(1).sort((a, b) => a - b)[4].toFixed(3));
