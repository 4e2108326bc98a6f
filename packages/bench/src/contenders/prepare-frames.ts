// Measures preparing: prints one line of JSON, a PreparingRound for each round. argv[2]: rounds, argv[3]: frames of each contender
// in a round. A frame of 1280 × 720 becomes 1×3×640×640 floats from 0 to 1, with gray above and below.
//
// ours: `letterbox` of Y, U, V. sharp: resize and padding by sharp, then floats in planes by JavaScript. It gets the frame as
// R, G, B, so it is spared the conversion; it has one thread and the bilinear kernel, with which it needs the least CPU time.
import { readFileSync, writeSync } from 'node:fs';
import { letterbox } from '@ascend-rx/video';
import sharp from 'sharp';
import type { Preparing, PreparingRound } from '../protocol/preparing.js';

const [, , rounds, frames] = process.argv.map(Number);
const [width, height] = [1280, 720];
const side = 640;
const area = side * side;
const top = 140;

const bytes = (length: number) => Uint8Array.from({ length }, (_, i) => (i * 31 + (i >> 7)) & 255);
const image = {
  planes: [bytes(width * height), bytes((width * height) / 4), bytes((width * height) / 4)],
  strides: [width, width / 2, width / 2],
  width,
  height,
  pixelFormat: 'yuv420p',
  colorSpace: 'bt709',
  range: 'limited',
} as const;
const rgb = bytes(width * height * 3);
const target = new Float32Array(3 * area);
const input = { name: 'images', type: 'float32', dims: [1, 3, side, side] } as const;
const prepare = letterbox({ inputs: [input] });
const context = { signal: new AbortController().signal };

async function ours() {
  await prepare(image, [target], context);
}

async function bySharp() {
  const background = { r: 114, g: 114, b: 114 };
  const resized = await sharp(rgb, { raw: { width, height, channels: 3 } })
    .resize(side, side - 2 * top, { fit: 'fill', kernel: 'linear' })
    .extend({ top, bottom: top, background })
    .raw()
    .toBuffer();
  for (let from = 0, to = 0; to < area; to += 1, from += 3) {
    target[to] = (resized[from] ?? 0) / 255;
    target[area + to] = (resized[from + 1] ?? 0) / 255;
    target[2 * area + to] = (resized[from + 2] ?? 0) / 255;
  }
}

async function measure(prepare: () => Promise<void>, count: number): Promise<Preparing> {
  // What the other contender has left behind is not this one's to collect.
  globalThis.gc?.();
  const thread = threadMs();
  const cpu = process.cpuUsage();
  for (let n = 0; n < count; n += 1) await prepare();
  const { user, system } = process.cpuUsage(cpu);
  return { cpuMs: (user + system) / 1000 / count, loopMs: (threadMs() - thread) / count };
}

// CPU time of the thread of the event loop, in ms. Linux has it in ns; Node has it from version 23 on.
function threadMs(): number {
  const [nanoseconds] = readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'utf8').split(' ');
  return Number(nanoseconds) / 1e6;
}

sharp.concurrency(1);
const measured: PreparingRound[] = [];
// Round 0 is not counted: code is compiled, and caches fill.
for (let n = 0; n <= (rounds ?? 0); n += 1) {
  const count = frames ?? 0;
  const oursFirst = n % 2 === 0;
  const first = await measure(oursFirst ? ours : bySharp, count);
  const second = await measure(oursFirst ? bySharp : ours, count);
  if (n > 0) measured.push(oursFirst ? { ours: first, sharp: second } : { ours: second, sharp: first });
}
writeSync(1, JSON.stringify(measured));
