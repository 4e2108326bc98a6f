import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { plainEnvironment } from '../processes/plain-environment.js';
import type { Preparing, PreparingRound } from '../protocol/preparing.js';
import { median } from '../statistics/median.js';
import type { BenchSettings, Progress } from './bench-settings.js';

/** The result of the case `frames`: medians over rounds. */
export interface FramesResult {
  readonly name: string;
  readonly preparing: { readonly ours: Preparing; readonly sharp: Preparing };
  /** CPU time per frame, theirs over ours: the median of the ratios of all rounds. */
  readonly ratio: { readonly sharp: number };
}

const script = fileURLToPath(new URL('../contenders/prepare-frames.js', import.meta.url));
// About what both contenders prepare in a second, one after the other.
const framesPerSecond = 60;
// For a process that hangs, per round.
const limitMs = 60_000;

/** Measures what it costs to prepare a frame of 720p, beside sharp and JavaScript. */
export async function runFramesCase(
  name: string,
  bench: BenchSettings,
  progress: Progress = () => {},
): Promise<FramesResult> {
  const frames = Math.max(1, Math.round(framesPerSecond * bench.roundSeconds));
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--expose-gc', script, String(bench.rounds), String(frames)],
    { env: plainEnvironment(), timeout: limitMs * (bench.rounds + 1) },
  );
  progress(1);
  const rounds: readonly PreparingRound[] = JSON.parse(stdout);
  const of = (contender: 'ours' | 'sharp'): Preparing => ({
    cpuMs: median(rounds.map((round) => round[contender].cpuMs)),
    loopMs: median(rounds.map((round) => round[contender].loopMs)),
  });
  return {
    name,
    preparing: { ours: of('ours'), sharp: of('sharp') },
    ratio: { sharp: median(rounds.map(({ ours, sharp }) => sharp.cpuMs / ours.cpuMs)) },
  };
}
