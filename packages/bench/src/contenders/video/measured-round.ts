import { monitorEventLoopDelay } from 'node:perf_hooks';
import { framesBefore, type VideoRound } from '../../protocol/video.js';
import { cpuSecondsOf, descendants } from './process-tree.js';

// One monitor for all rounds: each new one allocates memory.
const delay = monitorEventLoopDelay({ resolution: 1 });

/**
 * A round: from the moment when {@link framesBefore} frames are through to the moment when `frames` more are. At both moments everything is
 * under way, so neither the start nor frames in hand are counted for one side only.
 *
 * @param play reads the file and calls its argument for each frame, until that returns false
 * @throws Error if the file ends before
 */
export async function measuredRound(
  play: (through: () => boolean) => Promise<void>,
  frames: number,
): Promise<VideoRound> {
  let count = 0;
  let begin: Moment | undefined;
  let end: Moment | undefined;
  await play(() => {
    count += 1;
    if (count === framesBefore) {
      begin = moment();
      delay.reset();
      delay.enable();
    }
    if (begin === undefined || count < framesBefore + frames) return true;
    delay.disable();
    end = moment(begin.processes);
    return false;
  });
  if (begin === undefined || end === undefined)
    throw new Error(
      `expected a video with more than ${framesBefore + frames} frames but ${count} frames came`,
    );
  return {
    frames,
    seconds: (end.time - begin.time) / 1000,
    cpuSeconds: end.cpuSeconds - begin.cpuSeconds,
    loopDelayP99Ms: delay.percentile(99) / 1e6,
  };
}

/** The same for a process that does nothing. */
export async function idleRound(milliseconds: number): Promise<VideoRound> {
  delay.reset();
  delay.enable();
  const begin = moment();
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
  const end = moment(begin.processes);
  delay.disable();
  return {
    frames: 0,
    seconds: (end.time - begin.time) / 1000,
    cpuSeconds: end.cpuSeconds - begin.cpuSeconds,
    loopDelayP99Ms: delay.percentile(99) / 1e6,
  };
}

interface Moment {
  /** In ms. */
  readonly time: number;
  readonly cpuSeconds: number;
  /** Those that this process has started. */
  readonly processes: readonly number[];
}

function moment(processes: readonly number[] = descendants()): Moment {
  const time = performance.now();
  const { user, system } = process.cpuUsage();
  const others = processes.reduce((sum, pid) => sum + cpuSecondsOf(pid), 0);
  return { time, cpuSeconds: (user + system) / 1e6 + others, processes };
}
