// The statistics of a model.
import { Observable, type SchedulerLike } from 'rxjs';
import { Histogram, type Percentiles } from '../ledger/histogram.js';
import type { Ledger } from '../ledger/ledger.js';
import type { InferTiming } from '../pipeline/infer-result.js';
import { Timer } from '../util/timer.js';

/** The state of one pipeline of a model. */
export interface PipelineStats {
  /** The pipeline's option `label`. */
  readonly label: string | undefined;
  /** What has become of the pipeline's inputs. */
  readonly ledger: Ledger;
}

/** The counts of a model since it was loaded, over all its pipelines. */
export interface ModelStats {
  /** Executions given to the device (`aclmdlExecuteAsync`). */
  readonly executions: number;
  /** Callbacks launched (`aclrtLaunchCallback`). */
  readonly callbacks: number;
  /** The ledger over all pipelines there are and have been. */
  readonly ledger: Ledger;
  /** The pipelines that have not ended, in the order in which they were subscribed to. */
  readonly pipelines: readonly PipelineStats[];
}

/** The counts of a model at the end of a sampling period, and what happened in the period. */
export interface StatsSample extends ModelStats {
  /** The length of the period in ms. */
  readonly period: number;
  /** Inputs that occupy a slot or are about to be emitted. */
  readonly inFlight: number;
  /** Inputs that wait for a slot. */
  readonly queueDepth: number;
  /** The percentiles of each part of the timing of the results that were emitted in the period, in ms. */
  readonly latency: Readonly<Record<keyof InferTiming, Percentiles>>;
  /** Results emitted per second. */
  readonly inferencesPerSecond: number;
  readonly callbacksPerSecond: number;
}

const parts = ['queue', 'prepare', 'copyIn', 'compute', 'copyOut', 'callbackWait', 'total'] as const;

/** Collects the timings of one period. */
export class Sampler {
  #histograms = histograms();

  add(timing: InferTiming): void {
    for (const part of parts) this.#histograms[part].add(timing[part]);
  }

  /** Returns the percentiles of the period, and begins the next period. */
  take(): StatsSample['latency'] {
    const taken = this.#histograms;
    this.#histograms = histograms();
    const entries = parts.map((part) => [part, taken[part].percentiles()] as const);
    return Object.fromEntries(entries) as Record<keyof InferTiming, Percentiles>;
  }
}

/**
 * Makes the samples of a model, one per `period` (ms). Nothing is measured while nobody subscribes.
 *
 * @param samplers the model reports the timing of each result to all of these
 * @param stats returns the counts of the model
 */
export function statsOf(
  samplers: Set<Sampler>,
  stats: () => ModelStats,
  period: number,
  scheduler: SchedulerLike,
): Observable<StatsSample> {
  return new Observable((subscriber) => {
    const sampler = new Sampler();
    let before = stats();
    let began = scheduler.now();
    samplers.add(sampler);
    subscriber.add(() => samplers.delete(sampler));
    const timer = new Timer(scheduler, (now) => {
      const current = stats();
      const lasted = now - began;
      const perSecond = (count: number) => (lasted > 0 ? (1000 * count) / lasted : 0);
      const { ledger, callbacks } = current;
      const sample: StatsSample = {
        ...current,
        period: lasted,
        inFlight: ledger.inFlight,
        queueDepth: ledger.waiting,
        latency: sampler.take(),
        inferencesPerSecond: perSecond(ledger.delivered - before.ledger.delivered),
        callbacksPerSecond: perSecond(callbacks - before.callbacks),
      };
      [before, began] = [current, now];
      subscriber.next(sample);
      if (!subscriber.closed) timer.set(now + period);
    });
    subscriber.add(() => timer.clear());
    timer.set(began + period);
  });
}

function histograms(): Record<(typeof parts)[number], Histogram> {
  return Object.fromEntries(parts.map((part) => [part, new Histogram()])) as never;
}
