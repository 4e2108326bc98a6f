import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { plainEnvironment } from '../processes/plain-environment.js';
import type { Startup } from '../protocol/startup.js';
import { median } from '../statistics/median.js';
import type { BenchSettings, Progress } from './bench-settings.js';

/** The result of the case `startup`: medians over fresh processes. */
export interface StartupResult {
  readonly name: string;
  readonly ours: Startup;
  readonly peers: Readonly<Record<string, Startup>>;
  /** Time until a model can be loaded, rxjs included, theirs over ours. */
  readonly ratio: Readonly<Record<string, number>>;
}

const script = fileURLToPath(new URL('../contenders/startup.js', import.meta.url));
const idleMs = 500;
// For a process that hangs.
const limitMs = 60_000;

/** Measures how long a process needs until it can load a model, and what it costs while it is idle. */
export async function runStartupCase(
  name: string,
  bench: BenchSettings,
  progress: Progress = () => {},
): Promise<StartupResult> {
  const ours: Startup[] = [];
  const theirs: Startup[] = [];
  // Round 0 is not counted: its processes read their files from disk, the others from the page cache.
  for (let n = 0; n <= bench.rounds; n += 1) {
    const [mine, other] = [await start('ours'), await start('onnxruntime-node')];
    if (n > 0) {
      ours.push(mine);
      theirs.push(other);
    }
    progress((n + 1) / (bench.rounds + 1));
  }
  const ratios = ours.map((startup, n) => readyAfter(theirs[n] as Startup) / readyAfter(startup));
  return {
    name,
    ours: medians(ours),
    peers: { onnxruntimeNode: medians(theirs) },
    ratio: { onnxruntimeNode: median(ratios) },
  };
}

async function start(contender: string): Promise<Startup> {
  const { stdout } = await promisify(execFile)(process.execPath, [script, contender, String(idleMs)], {
    env: plainEnvironment(),
    timeout: limitMs,
  });
  return JSON.parse(stdout);
}

function readyAfter({ rxjsMs, importMs, openMs }: Startup): number {
  return rxjsMs + importMs + openMs;
}

function medians(all: readonly Startup[]): Startup {
  const of = (part: keyof Startup) => median(all.map((startup) => startup[part]));
  return {
    rxjsMs: of('rxjsMs'),
    importMs: of('importMs'),
    openMs: of('openMs'),
    idleCpuPercent: of('idleCpuPercent'),
  };
}
