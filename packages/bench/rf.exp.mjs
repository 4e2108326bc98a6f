import { setTimeout as sleep } from 'node:timers/promises';
import { openDevice } from '@ascend-rx/native';
import { fromVideo, inferFramesFrom, letterbox } from '@ascend-rx/video';
import { p99, readFileTimes } from './dist/contenders/sources/read-file-times.js';
async function* paced(source, fps, phase) { const start = performance.now() + phase * 1000 / fps; for (let n = 0; ; ) for await (const frame of source) { const due = start + n * 1000 / fps; n++; await sleep(Math.max(0, due - performance.now())); yield frame; } }
const files = Array.from({ length: 8 }, () => fromVideo('/tmp/w/exp/v.mp4', { decoder: 'node-av', maxFrames: 4 }));
const device = await openDevice({ library: 'embedded', embedded: { threads: 1 } });
const model = await device.loadModel('/tmp/w/exp/m.onnx');
const idle1 = await readFileTimes(2500);
let results = 0;
const subs = files.map((s, n) => inferFramesFrom(paced(s, 10, n / 8), model, { prepare: letterbox(model), maxInFlight: 2 }).subscribe(() => results++));
while (results < 80) await sleep(50);
const times = await readFileTimes(5000);
for (const s of subs) s.unsubscribe();
await Promise.all(files.map((f) => f.close()));
const idle = [...idle1, ...await readFileTimes(2500)];
await device.close();
const p50 = (v) => Float64Array.from(v).sort()[v.length >> 1];
console.log(process.env.EXP_NICE ?? 0, 'idle p99', p99(idle).toFixed(2), 'playing p99', p99(times).toFixed(2), 'ratio', (p99(times) / p99(idle)).toFixed(2), 'p50', p50(idle).toFixed(2), p50(times).toFixed(2));
