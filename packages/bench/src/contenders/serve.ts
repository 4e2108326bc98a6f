import { readdirSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { createInterface } from 'node:readline';
import type { ContenderSettings } from '../protocol/contender-settings.js';
import type { Latency } from '../protocol/latency.js';
import type { RoundRequest, RoundResult } from '../protocol/round.js';
import { percentile } from '../statistics/percentile.js';
import type { Contender } from './contender.js';

// One monitor for all rounds: each new one allocates 200 KB, which would show in the resident memory.
const delay = monitorEventLoopDelay({ resolution: 1 });

/**
 * The main program of a Node contender. It reads the settings, makes the contender, and runs one round for each line on
 * standard input. Between rounds it waits for the next line and uses no CPU time.
 */
export async function serve(make: (settings: ContenderSettings) => Promise<Contender>): Promise<void> {
  const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
  const read = async <T>(): Promise<T | undefined> => {
    const { value, done } = await lines.next();
    return done ? undefined : (JSON.parse(value) as T);
  };
  const settings = await read<ContenderSettings>();
  if (!settings) return;
  const contender = await make(settings);
  answer({ ready: true });
  for (let request = await read<RoundRequest>(); request; request = await read<RoundRequest>()) {
    answer(await round(contender, request));
  }
  await contender.close();
}

async function round(contender: Contender, request: RoundRequest): Promise<RoundResult> {
  const { rate, idleMs } = request;
  let { inferences } = request;
  let latency: Latency | undefined;
  delay.reset();
  delay.enable();
  const cpu = process.cpuUsage();
  const started = performance.now();
  if (idleMs !== undefined) {
    await new Promise((resolve) => setTimeout(resolve, idleMs));
  } else if (rate !== undefined) {
    latency = percentiles(await contender.runAt(inferences, rate));
  } else {
    inferences = await contender.run(inferences);
  }
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  delay.disable();
  return {
    inferences,
    seconds,
    cpuSeconds: (user + system) / 1e6,
    residentBytes: process.memoryUsage.rss(),
    handles: readdirSync('/proc/self/fd').length,
    loopDelayP99Ms: delay.percentile(99) / 1e6,
    ...(latency && { latency }),
  };
}

function percentiles(parts: Readonly<Record<string, Float64Array>>): Latency {
  return Object.fromEntries(
    Object.entries(parts).map(([part, values]) => {
      const sorted = values.toSorted();
      const at = (share: number) => percentile(sorted, share);
      return [part, { p50: at(0.5), p90: at(0.9), p99: at(0.99) }];
    }),
  );
}

function answer(value: object): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}
