import { spawnSync } from 'node:child_process';
import { writeFileSync, existsSync, readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { getHeapSpaceStatistics } from 'node:v8';
import { openDevice } from '@ascend-rx/native';
import { fromVideo, inferFramesFrom, letterbox, videoUsage } from '@ascend-rx/video';
import { models } from './dist/workload/models.js';
const seconds = Number(process.argv[2] ?? 120);
if (!existsSync('/tmp/w/exp/v.mp4')) spawnSync('ffmpeg', ['-v','error','-f','lavfi','-i','testsrc2=size=640x360:rate=10','-t','60','-c:v','libx264','-preset','fast','-g','20','-pix_fmt','yuv420p','/tmp/w/exp/v.mp4']);
writeFileSync('/tmp/w/exp/m.onnx', models.detector.encode());
async function* paced(source, fps, phase) { const start = performance.now() + phase * 1000 / fps; for (let n = 0; ; ) for await (const frame of source) { const due = start + n * 1000 / fps; n++; await sleep(Math.max(0, due - performance.now())); yield frame; } }
const files = Array.from({ length: 8 }, () => fromVideo('/tmp/w/exp/v.mp4', { decoder: 'node-av', maxFrames: 4 }));
const device = await openDevice({ library: 'embedded', embedded: { threads: 1 } });
const model = await device.loadModel('/tmp/w/exp/m.onnx');
let results = 0;
const subs = files.map((s, n) => inferFramesFrom(paced(s, 10, n / 8), model, { prepare: letterbox(model), maxInFlight: 2 }).subscribe(() => results++));
const begin = performance.now();
const mb = (x) => (x / 2 ** 20).toFixed(0);
while (performance.now() - begin < seconds * 1000) {
  await sleep(15000);
  const m = process.memoryUsage();
  console.log(((performance.now() - begin) / 1000).toFixed(0), 'results', results, 'rss', mb(m.rss), 'heapTotal', mb(m.heapTotal), 'used', mb(m.heapUsed), 'ext', mb(m.external), 'ab', mb(m.arrayBuffers), 'alive', videoUsage().framesAlive, 'threads', readdirSync('/proc/self/task').length);
}
for (const s of subs) s.unsubscribe();
await Promise.all(files.map((f) => f.close()));
await device.close();
