// What it costs to begin, and to be there.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { BenchSettings, Progress } from './bench-settings.js';
import { plainEnvironment } from './contenders.js';
import { median } from './statistics.js';

/** Medians over fresh processes, which end by themselves without anything being closed. */
export interface Startup {
  /** Of rxjs, in ms, which ours builds on; 0 for others. */
  readonly rxjsMs: number;
  /** Of the package then, in ms. */
  readonly importMs: number;
  /** Of the device, in ms. */
  readonly openMs: number;
  /** CPU time of the process while it has nothing to do, of one core. */
  readonly idleCpuPercent: number;
}

export interface StartupResult {
  readonly name: string;
  readonly ours: Startup;
  readonly peers: Readonly<Record<string, Startup>>;
  /** Of the time until something can be loaded, rxjs included, theirs over ours. */
  readonly ratio: Readonly<Record<string, number>>;
}

const script = fileURLToPath(new URL('./contenders/startup.js', import.meta.url));
const idleMs = 500;
const longestMs = 60_000;

export async function runStartupCase(
  name: string,
  bench: BenchSettings,
  progress: Progress = () => {},
): Promise<StartupResult> {
  const ours: Startup[] = [];
  const theirs: Startup[] = [];
  // The first one of each finds its files on disk only.
  for (let n = 0; n <= bench.rounds; n += 1) {
    const [mine, other] = [await start('ours'), await start('peer')];
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

async function start(who: string): Promise<Startup> {
  const { stdout } = await promisify(execFile)(process.execPath, [script, who, String(idleMs)], {
    env: plainEnvironment(),
    timeout: longestMs,
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
