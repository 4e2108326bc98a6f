// What it costs to begin, in a process of its own: one line of JSON, then it ends by itself. argv[2]: 'ours', or 'peer' for
// onnxruntime-node, whose device is there when it is imported. argv[3]: how long to idle then, in ms.
import { writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Startup } from '../startup-case.js';

const [, , who, idleMs] = process.argv;

let began = performance.now();
let rxjsMs = 0;
let imported: number;
let opened: number;
if (who === 'ours') {
  // A peer dependency, which programs that use it have anyway.
  await import('rxjs');
  rxjsMs = performance.now() - began;
  began += rxjsMs;
  const { openDevice } = await import('../../index.js');
  imported = performance.now();
  // Not closed: idle, it does not keep the process.
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
