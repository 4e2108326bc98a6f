import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { plainEnvironment } from '../processes/plain-environment.js';
import type { Decoding, DecodingRound } from '../protocol/decoding.js';
import { median } from '../statistics/median.js';
import type { BenchSettings, Progress } from './bench-settings.js';

/** The result of the case `detections`: medians over rounds. */
export interface DetectionsResult {
  readonly name: string;
  readonly decoding: { readonly ours: Decoding; readonly javascript: Decoding };
  /** CPU time per output, theirs over ours: the median of the ratios of all rounds. */
  readonly ratio: { readonly javascript: number };
}

const script = fileURLToPath(new URL('../contenders/decode-detections.js', import.meta.url));
// About what both contenders read in a second, one after the other.
const outputsPerSecond = 200;
// For a process that hangs, per round.
const limitMs = 60_000;

/** Measures what it costs to read an output of 84 × 8400, beside JavaScript. */
export async function runDetectionsCase(
  name: string,
  bench: BenchSettings,
  progress: Progress = () => {},
): Promise<DetectionsResult> {
  const outputs = Math.max(1, Math.round(outputsPerSecond * bench.roundSeconds));
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--expose-gc', script, String(bench.rounds), String(outputs)],
    { env: plainEnvironment(), timeout: limitMs * (bench.rounds + 1) },
  );
  progress(1);
  const rounds: readonly DecodingRound[] = JSON.parse(stdout);
  const of = (contender: 'ours' | 'javascript'): Decoding => ({
    cpuMs: median(rounds.map((round) => round[contender].cpuMs)),
    loopMs: median(rounds.map((round) => round[contender].loopMs)),
  });
  return {
    name,
    decoding: { ours: of('ours'), javascript: of('javascript') },
    ratio: { javascript: median(rounds.map(({ ours, javascript }) => javascript.cpuMs / ours.cpuMs)) },
  };
}
