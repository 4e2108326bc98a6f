import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks';
import type { StatsSample } from '@ascend-rx/core';
import type { Camera, CameraCounts } from '../cameras/camera.js';
import type { Stats } from '../protocol.js';

/** ms between two looks at the event loop. */
const resolution = 10;

/** How late the event loop was, in ms, since the last call. */
export class EventLoopDelay {
  readonly #histogram: IntervalHistogram = monitorEventLoopDelay({ resolution });

  constructor() {
    this.#histogram.enable();
  }

  take(): Stats['eventLoopDelay'] {
    // The histogram has the time between two looks, in ns.
    const late = (part: number) => Math.max(0, this.#histogram.percentile(part) / 1e6 - resolution);
    const taken = { p50: late(50), p99: late(99) };
    this.#histogram.reset();
    return taken;
  }

  close(): void {
    this.#histogram.disable();
  }
}

/** Makes the message of each second. */
export class StatsMessages {
  readonly #before: number[];
  #at = performance.now();

  constructor(private readonly cameras: readonly Camera[]) {
    this.#before = cameras.map(({ counts }) => counts.arrived);
  }

  next(sample: StatsSample, eventLoopDelay: Stats['eventLoopDelay']): Stats {
    const now = performance.now();
    const seconds = (now - this.#at) / 1000;
    this.#at = now;
    const counts = this.cameras.map((camera) => camera.counts);
    const measured = Object.entries(sample.latency).filter(([, { count }]) => count > 0);
    return {
      type: 'stats',
      time: Date.now(),
      inferencesPerSecond: sample.inferencesPerSecond,
      inFlight: sample.inFlight,
      queued: sample.queueDepth,
      latency: Object.fromEntries(measured.map(([part, { p50, p99 }]) => [part, { p50, p99 }])),
      dropped: sumOf(counts.map(({ dropped }) => dropped)),
      eventLoopDelay,
      cameras: counts.map(({ arrived, inferred, dropped }, index) => {
        const frames = arrived - (this.#before[index] as number);
        this.#before[index] = arrived;
        return { framesPerSecond: seconds > 0 ? frames / seconds : 0, inferred, dropped: totalOf(dropped) };
      }),
    };
  }
}

/** Of all causes. */
const totalOf = (dropped: CameraCounts['dropped']): number =>
  Object.values(dropped).reduce((sum, count) => sum + count, 0);

function sumOf(all: readonly CameraCounts['dropped'][]): Record<string, number> {
  const sum: Record<string, number> = {};
  for (const dropped of all)
    for (const [cause, count] of Object.entries(dropped)) sum[cause] = (sum[cause] ?? 0) + count;
  return sum;
}
