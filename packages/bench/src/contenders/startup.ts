// Measures the start of a process: prints one line of JSON, then the process ends because nothing keeps it alive. argv[2] is
// 'ours', or 'onnxruntime-node', which has no device to open. argv[3]: how long to be idle then, in ms.
import { writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Startup } from '../protocol/startup.js';

const [, , contender, idleMs] = process.argv;

let began = performance.now();
let rxjsMs = 0;
let imported: number;
let opened: number;
if (contender === 'ours') {
  // A peer dependency: a program that uses ascend-rx imports it in any case.
  await import('rxjs');
  rxjsMs = performance.now() - began;
  began += rxjsMs;
  const { openDevice } = await import('@ascend-rx/native');
  imported = performance.now();
  // The device is not closed: an idle device does not keep the process alive.
  await openDevice({ library: 'embedded' });
  opened = performance.now();
} else {
  createRequire(import.meta.url)('onnxruntime-node');
  imported = performance.now();
  opened = imported;
}
const cpu = process.cpuUsage();
setTimeout(() => {
  const { user, system } = process.cpuUsage(cpu);
  const startup: Startup = {
    rxjsMs,
    importMs: imported - began,
    openMs: opened - imported,
    idleCpuPercent: (user + system) / 10 / Number(idleMs),
  };
  writeSync(1, JSON.stringify(startup));
}, Number(idleMs));
