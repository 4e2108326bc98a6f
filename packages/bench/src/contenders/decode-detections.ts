// Measures reading: prints one line of JSON, a DecodingRound for each round. argv[2]: rounds, argv[3]: outputs that each contender reads in
// a round. An output is 84 × 8400 floats of a picture with 20 objects, about each of which 12 anchors have a score above the threshold.
//
// ours: `decodeYolo`, with the way back to a frame of 1280 × 720. javascript: the same in JavaScript, without that way.
import { readFileSync, writeSync } from 'node:fs';
import { decodeYolo } from '@ascend-rx/video';
import type { Decoding, DecodingRound } from '../protocol/decoding.js';
import { PlainDetections } from './plain-detections.js';

const [, , rounds, outputs] = process.argv.map(Number);
const [classes, anchors] = [80, 8400];
const dims = [1, 4 + classes, anchors];
const data = new Float32Array((4 + classes) * anchors);
let state = 1;
for (let i = 4 * anchors; i < data.length; i += 1) {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  // Nearly all scores of a model are close to 0.
  data[i] = (state >>> 16) / 65536 / 20;
}
for (let object = 0; object < 20; object += 1) {
  for (let near = 0; near < 12; near += 1) {
    const anchor = 400 * object + 3 * near;
    const box = [30 * object + 20 + near / 4, 200 + 10 * object, 40, 60];
    for (const [channel, number] of box.entries()) data[channel * anchors + anchor] = number;
    data[(4 + ((7 * object) % classes)) * anchors + anchor] = 0.3 + near / 20;
  }
}
const prepared = {
  frame: { width: 1280, height: 720 },
  input: { width: 640, height: 640 },
  region: { left: 0, top: 0, width: 1280, height: 720 },
  scale: { x: 0.5, y: 0.5 },
  ...{ left: 0, top: 140, width: 640, height: 360 },
};
const tensor = { type: 'float32', data, dims } as const;
const result = { outputs: { output0: tensor }, prepared };
const decode = decodeYolo({
  inputs: [{ name: 'images', type: 'float32', dims: [1, 3, 640, 640] }],
  outputs: [{ name: 'output0', type: 'float32', dims }],
});
const plain = new PlainDetections(classes, anchors);

async function ours(): Promise<number> {
  return (await decode(result)).length;
}

async function inJavascript(): Promise<number> {
  return plain.read(data).length;
}

async function measure(read: () => Promise<number>, count: number): Promise<Decoding> {
  // What the other contender has left behind is not this one's to collect.
  globalThis.gc?.();
  const thread = threadMs();
  const cpu = process.cpuUsage();
  for (let n = 0; n < count; n += 1) await read();
  const { user, system } = process.cpuUsage(cpu);
  return { cpuMs: (user + system) / 1000 / count, loopMs: (threadMs() - thread) / count };
}

// CPU time of the thread of the event loop, in ms. Linux has it in ns; Node has it from version 23 on.
function threadMs(): number {
  const [nanoseconds] = readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'utf8').split(' ');
  return Number(nanoseconds) / 1e6;
}

const counts = [await ours(), await inJavascript()];
if (counts[0] !== counts[1] || counts[0] === 0)
  throw new Error(`the contenders find ${counts.join(' and ')} objects`);
const measured: DecodingRound[] = [];
// Round 0 is not counted: code is compiled, and caches fill.
for (let n = 0; n <= (rounds ?? 0); n += 1) {
  const count = outputs ?? 0;
  const oursFirst = n % 2 === 0;
  const first = await measure(oursFirst ? ours : inJavascript, count);
  const second = await measure(oursFirst ? inJavascript : ours, count);
  if (n > 0)
    measured.push(oursFirst ? { ours: first, javascript: second } : { ours: second, javascript: first });
}
writeSync(1, JSON.stringify(measured));
