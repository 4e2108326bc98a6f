import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { plainEnvironment } from '../processes/plain-environment.js';
import type { SourcesMeasured, SourcesRound, SourcesSettings } from '../protocol/sources.js';
import { median } from '../statistics/median.js';
import type { BenchSettings, Progress } from './bench-settings.js';

/** The result of the case `sources`: medians over rounds. */
export interface SourcesResult {
  readonly name: string;
  readonly sources: SourcesRound & Omit<SourcesMeasured, 'rounds' | 'overlap'>;
  /** Resident memory after each round, in MB. */
  readonly residentMB: readonly number[];
  readonly ratio: {
    /** 99th percentile of `fs.readFile` while all sources play, over that without sources. */
    readonly readFile: number;
    /** The same, with the stalled source over without it, while the eight files play. */
    readonly stalled: number;
    /** The same, with the stalled source alone over without sources. */
    readonly stalledAlone: number;
    /** Time of decoding plus that of preparing and inferring, over the time of a pipeline: above 1, they overlap. */
    readonly overlap: number;
    /** Time of a pipeline over that of decoding alone. */
    readonly decode: number;
  };
}

const script = fileURLToPath(new URL('../contenders/sources/main.js', import.meta.url));
const files = 8;
const fps = 10;
// A file that ends is opened again by a new worker: with a minute, most rounds have no end.
const seconds = 60;
// For a process that hangs: what does not depend on the length of the rounds, and what the parts of a pipeline take in a round.
const limitMs = 60_000;
const limitPerRoundMs = 10_000;

/** Compares a pipeline with its parts; then plays eight video files and a stalled source. */
export async function runSourcesCase(
  name: string,
  bench: BenchSettings,
  progress: Progress = () => {},
): Promise<SourcesResult> {
  const roundMs = 1000 * bench.roundSeconds;
  const warmUpMs = 1000 * bench.warmUpSeconds;
  const stalled = await stalledServer();
  try {
    const settings: SourcesSettings = {
      videos: Array(files).fill(bench.files.video('640x360', '640x360', fps, seconds)),
      single: bench.files.video('1280x720', '1280x720', 25, 2),
      stalled: stalled.address,
      model: bench.files.model('detector'),
      fps,
      rounds: bench.rounds,
      roundMs,
      warmUpMs,
    };
    const { stdout } = await promisify(execFile)(process.execPath, [script, JSON.stringify(settings)], {
      env: plainEnvironment(),
      timeout:
        limitMs + 2 * warmUpMs + 3 * roundMs + bench.rounds * (warmUpMs + 2 * roundMs + limitPerRoundMs),
    });
    progress(1);
    const { rounds, overlap, ...measured }: SourcesMeasured = JSON.parse(stdout);
    const of = (part: keyof SourcesRound) => median(rounds.map((round) => round[part]));
    const readFileP99Ms = of('readFileP99Ms');
    return {
      name,
      sources: {
        ...measured,
        slowestPerSecond: of('slowestPerSecond'),
        lateP99Ms: of('lateP99Ms'),
        readFileP99Ms,
        filesReadFileP99Ms: of('filesReadFileP99Ms'),
        framesAlive: Math.max(...rounds.map((round) => round.framesAlive)),
        residentMB: of('residentMB'),
        cores: of('cores'),
      },
      residentMB: rounds.map((round) => round.residentMB),
      ratio: {
        readFile: readFileP99Ms / measured.idleReadFileP99Ms,
        stalled: median(rounds.map((round) => round.readFileP99Ms / round.filesReadFileP99Ms)),
        stalledAlone: measured.stalledReadFileP99Ms / measured.idleReadFileP99Ms,
        overlap: median(
          overlap.map(({ decodeMs, inferMs, pipelineMs }) => (decodeMs + inferMs) / pipelineMs),
        ),
        decode: median(overlap.map(({ decodeMs, pipelineMs }) => pipelineMs / decodeMs)),
      },
    };
  } finally {
    await stalled.close();
  }
}

/** A server of motion JPEG that never sends a picture. */
async function stalledServer() {
  const server = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'multipart/x-mixed-replace; boundary=frame' });
    response.write('--frame\r\nContent-Type: image/jpeg\r\n\r\n');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
