// What a model tells of itself while it runs.
import { Observable, type SchedulerLike } from 'rxjs';
import { Histogram, type Percentiles } from './histogram.js';
import type { InferTiming } from './infer-result.js';
import type { Ledger } from './ledger.js';

/** One pipeline of a model, as it is now. */
export interface PipelineStats {
  /** Its option `label`. */
  readonly label: string | undefined;
  /** What has become of its inputs: what waits, is in flight, was delivered, … */
  readonly ledger: Ledger;
}

/** What a model has done so far, over all its pipelines. */
export interface ModelStats {
  /** Executions given to the device (`aclmdlExecuteAsync`). */
  readonly executions: number;
  /** Callbacks launched (`aclrtLaunchCallback`). */
  readonly callbacks: number;
  /** Over all pipelines there are and have been. */
  readonly ledger: Ledger;
  /** Those that have not ended, in the order in which they were subscribed to. */
  readonly pipelines: readonly PipelineStats[];
}

/** A model's state at the end of a sampling period, and what happened in it. */
export interface StatsSample extends ModelStats {
  /** How long the period was, in ms. */
  readonly period: number;
  /** Inputs that occupy a slot or are about to be emitted. */
  readonly inFlight: number;
  /** Inputs that wait for a slot. */
  readonly queueDepth: number;
  /** Of the results that were emitted in the period: each part of their timing, in ms. */
  readonly latency: Readonly<Record<keyof InferTiming, Percentiles>>;
  /** Results emitted per second. */
  readonly inferencesPerSecond: number;
  readonly callbacksPerSecond: number;
}

const parts = ['queue', 'copyIn', 'compute', 'copyOut', 'callbackWait', 'total'] as const;

/** Collects the timings of one period. */
export class Sampler {
  #histograms = histograms();

  add(timing: InferTiming): void {
    for (const part of parts) this.#histograms[part].add(timing[part]);
  }

  /** The period's percentiles; begins the next one. */
  take(): StatsSample['latency'] {
    const taken = this.#histograms;
    this.#histograms = histograms();
    const entries = parts.map((part) => [part, taken[part].percentiles()] as const);
    return Object.fromEntries(entries) as Record<keyof InferTiming, Percentiles>;
  }
}

/**
 * Samples of a model, one per `period`; nothing is counted or timed while nobody subscribes.
 *
 * @param samplers where the model finds whom to tell timings
 * @param stats the model's counters
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
    subscriber.add(
      scheduler.schedule(function (this) {
        const now = scheduler.now();
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
        this.schedule(undefined, period);
      }, period),
    );
  });
}

function histograms(): Record<(typeof parts)[number], Histogram> {
  return Object.fromEntries(parts.map((part) => [part, new Histogram()])) as never;
}
