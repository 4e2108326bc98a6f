import { availableParallelism } from 'node:os';
import { Runner } from '../processes/runner.js';
import { takeTurns } from '../processes/take-turns.js';
import { VideoRunner } from '../processes/video-runner.js';
import { framesAfter, framesBefore, type VideoRound, type VideoSettings } from '../protocol/video.js';
import { median } from '../statistics/median.js';
import { models } from '../workload/models.js';
import { watchFiles } from '../workload/watch-files.js';
import type { BenchSettings, Progress } from './bench-settings.js';
import { assertSameDetections, type Tolerance } from './same-detections.js';

/** The result of the case `video`: medians over the rounds. */
export interface VideoResult {
  readonly name: string;
  readonly video: Omit<VideoSettings, 'video' | 'model'> & {
    readonly cores: number;
    readonly noop: VideoFigures;
    readonly detector: VideoFigures;
  };
  /** For limits: ours ÷ theirs in frames per second; theirs ÷ ours in CPU time outside of Run; see {@link VideoFigures}. */
  readonly ratio: {
    readonly noop: number;
    readonly noopCpu: number;
    readonly detector: number;
    readonly detectorCpu: number;
    readonly detectorAttained: number;
  };
}

/** What was measured with one model. */
export interface VideoFigures {
  /** CPU time of a Run, called from C++ in a loop, in ms. */
  readonly runMs: number;
  readonly decoding: Pick<VideoCost, 'framesPerSecond' | 'cpuMs'>;
  readonly ours: VideoCost;
  readonly peer: VideoCost;
  readonly ratio: {
    /** Frames per second, ours ÷ theirs. */
    readonly framesPerSecond: number;
    /** CPU time per frame outside of Run, theirs ÷ ours. */
    readonly cpu: number;
    /** Our frames per second ÷ what is possible: the rate of decoding alone, or cores ÷ our CPU time per frame, if that is less. */
    readonly attained: number;
  };
}

/** What a frame costs a contender. */
export interface VideoCost {
  readonly framesPerSecond: number;
  /** CPU time per frame, in ms: all threads, and all processes that were started. */
  readonly cpuMs: number;
  /** Without that of Run. */
  readonly outsideMs: number;
  /** 99th percentile of the delay of the main thread's event loop, in ms. */
  readonly loopDelayP99Ms: number;
  readonly idleLoopDelayP99Ms: number;
}

/** Inputs of ONNX Runtime's bare Run. Four take 20 MB, more than caches have. */
const runInputs = 4;
/** Both contenders are asked for the detections of so many frames before anything is measured. */
const comparedFrames = 25;
/** Faster than anything here: the file has frames for a round at this rate. */
const mostPerSecond = 500;

/** The resizing of sharp is not OpenCV's, so scores of a trained detector differ, most of all those of its second-best boxes. */
const tolerances = {
  noopHead: { score: 0, iou: 0.95, share: 1 },
  detector: { score: 0.5, iou: 0.7, share: 0.99 },
} satisfies Record<string, Tolerance>;

/** Measures the way from a file of 720p to detections at 640 × 640, beside what a user would write without this library. */
export async function runVideoCase(
  name: string,
  decoder: VideoSettings['decoder'],
  bench: BenchSettings,
  progress: Progress = () => {},
): Promise<VideoResult> {
  const mostFrames = Math.ceil(mostPerSecond * bench.roundSeconds) + framesAfter;
  const repeats = Math.ceil((framesBefore + mostFrames + framesAfter) / watchFiles.frames);
  const cores = availableParallelism();
  const settings = {
    video: bench.files.repeated('scene', watchFiles.video, repeats),
    decoder,
    threads: Math.min(Math.max(bench.threads, 1), 16),
    parallel: Math.min(2, cores),
  };
  const measure = (model: string, tolerance: Tolerance, before: number) =>
    measureModel({ ...settings, model }, tolerance, mostFrames, cores, bench, (part) =>
      progress((before + part) / 2),
    );
  const noop = await measure(bench.files.model('noopHead'), tolerances.noopHead, 0);
  const detector = await measure(watchFiles.model, tolerances.detector, 1);
  const { video: _, ...shown } = settings;
  return {
    name,
    video: { ...shown, cores, noop, detector },
    ratio: {
      noop: noop.ratio.framesPerSecond,
      noopCpu: noop.ratio.cpu,
      detector: detector.ratio.framesPerSecond,
      detectorCpu: detector.ratio.cpu,
      detectorAttained: detector.ratio.attained,
    },
  };
}

async function measureModel(
  settings: VideoSettings,
  tolerance: Tolerance,
  mostFrames: number,
  cores: number,
  bench: BenchSettings,
  progress: Progress,
): Promise<VideoFigures> {
  const { files, rounds, roundSeconds, warmUpSeconds } = bench;
  const started: { end(): Promise<void> }[] = [];
  const start = async <R extends { end(): Promise<void> }>(starting: Promise<R>): Promise<R> => {
    const runner = await starting;
    started.push(runner);
    return runner;
  };
  try {
    const ours = await start(VideoRunner.start('ours', settings, mostFrames));
    const peer = await start(VideoRunner.start('peer', settings, mostFrames));
    assertSameDetections(await ours.find(comparedFrames), await peer.find(comparedFrames), tolerance);
    const run = await start(
      Runner.start('bare', {
        model: settings.model,
        inputs: files.inputs(models.noopHead.input, runInputs),
        buffers: runInputs,
        threads: settings.threads,
        pool: 1,
        callbackInterval: 1,
        blockType: 'block',
        pipelines: 1,
        batchSize: 1,
      }),
    );
    const decoding = ours.decoding();
    const all = [ours, peer, decoding, run] as const;
    for (const runner of all) await runner.warmUp(warmUpSeconds, roundSeconds);
    const round = async (runner: (typeof all)[number]) => {
      await runner.round();
      if (runner === ours || runner === peer) await runner.idle(1000 * roundSeconds);
    };
    await takeTurns(rounds, all, round, progress);
    return figuresOf({ ours, peer, decoding, run }, cores);
  } finally {
    for (const runner of started) await runner.end();
  }
}

function figuresOf(
  { ours, peer, decoding, run }: Record<'ours' | 'peer' | 'decoding', VideoRunner> & { readonly run: Runner },
  cores: number,
): VideoFigures {
  const runMs = run.rounds.map(({ cpuSeconds, inferences }) => (1000 * cpuSeconds) / inferences);
  const outside = (runner: VideoRunner) =>
    runner.rounds.map((round, n) => cpuMsOf(round) - (runMs[n] as number));
  const costOf = (runner: VideoRunner): VideoCost => ({
    framesPerSecond: median(runner.rounds.map(framesPerSecond)),
    cpuMs: median(runner.rounds.map(cpuMsOf)),
    outsideMs: median(outside(runner)),
    loopDelayP99Ms: median(runner.rounds.map(({ loopDelayP99Ms }) => loopDelayP99Ms)),
    idleLoopDelayP99Ms: median(runner.idleRounds.map(({ loopDelayP99Ms }) => loopDelayP99Ms)),
  });
  /** The median, over the rounds, of what a function makes of one round of each. */
  const ofRounds = (each: (ours: VideoRound, n: number) => number) => median(ours.rounds.map(each));
  const [oursOutside, theirsOutside] = [outside(ours), outside(peer)];
  return {
    runMs: median(runMs),
    decoding: {
      framesPerSecond: median(decoding.rounds.map(framesPerSecond)),
      cpuMs: median(decoding.rounds.map(cpuMsOf)),
    },
    ours: costOf(ours),
    peer: costOf(peer),
    ratio: {
      framesPerSecond: ofRounds(
        (round, n) => framesPerSecond(round) / framesPerSecond(peer.rounds[n] as VideoRound),
      ),
      cpu: ofRounds((_, n) => (theirsOutside[n] as number) / (oursOutside[n] as number)),
      attained: ofRounds((round, n) => {
        const decoded = framesPerSecond(decoding.rounds[n] as VideoRound);
        return framesPerSecond(round) / Math.min(decoded, (1000 * cores) / cpuMsOf(round));
      }),
    },
  };
}

function framesPerSecond({ frames, seconds }: VideoRound): number {
  return frames / seconds;
}

function cpuMsOf({ cpuSeconds, frames }: VideoRound): number {
  return (1000 * cpuSeconds) / frames;
}
