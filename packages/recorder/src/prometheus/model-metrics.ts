import type { InferTiming, Ledger, Model, StatsSample } from '@ascend-rx/core';
import { assertKnownOptions, expected } from '@ascend-rx/core/device';
import { Counter, Gauge, type Registry } from 'prom-client';
import type { Subscription } from 'rxjs';

/** Of {@link ModelMetrics}. */
export interface ModelMetricsOptions {
  /** Where the metrics are registered. */
  readonly registry: Registry;
  /** In front of each name. Default `ascend_rx`. */
  readonly prefix?: string;
}

/** What {@link ModelMetrics} reads of a model. */
export type MeasuredModel = Pick<Model, 'name' | 'stats' | 'stats$'>;

type Label = 'model';

/** Triton's names of the parts. Its queue is ours; what `prepare` took is part of an input's way to the device, as the copy is. */
const durations = {
  request: ['total'],
  queue: ['queue'],
  compute_input: ['prepare', 'copyIn'],
  compute_infer: ['compute'],
  compute_output: ['copyOut', 'callbackWait'],
} as const satisfies Record<string, readonly (keyof InferTiming)[]>;

/** What became of the inputs that have no result, by Triton's reasons. */
const failures = { REJECTED: 'dropped', BACKEND: 'failed', CANCELED: 'cancelled' } as const satisfies Record<
  string,
  keyof Ledger
>;

/**
 * Metrics of models for Prometheus, by names and in units of NVIDIA's Triton Inference Server, with `ascend_rx` for `nv`: times are
 * sums in microseconds. The label `model` is the name that you give to `add`.
 *
 * | metric | |
 * |---|---|
 * | `ascend_rx_inference_request_success` | counter: inputs with a result |
 * | `ascend_rx_inference_request_failure{reason}` | counter: inputs without; `REJECTED` were dropped, `BACKEND` failed, `CANCELED` were not wanted any more |
 * | `ascend_rx_inference_count` | counter: inputs with a result (Triton counts those of cached responses apart) |
 * | `ascend_rx_inference_exec_count` | counter: calls of `aclmdlExecuteAsync`; a batch is one |
 * | `ascend_rx_inference_callback_count` | counter: calls of `aclrtLaunchCallback` |
 * | `ascend_rx_inference_pending_request_count` | gauge: inputs that wait for a slot |
 * | `ascend_rx_inference_in_flight_count` | gauge: inputs that occupy one |
 * | `ascend_rx_inference_request_duration_us`, `…_queue_duration_us`, `…_compute_input_duration_us`, `…_compute_infer_duration_us`, `…_compute_output_duration_us` | counters: sums over inputs with a result |
 *
 * The counts are read when somebody asks for the metrics. The durations come from `stats$`, so they follow once per second.
 */
export class ModelMetrics {
  readonly #models = new Map<string, Measured>();
  readonly #durations: Readonly<Record<keyof typeof durations, Counter<Label>>>;

  /**
   * @throws TypeError for wrong options; Error if the registry has a metric of one of these names: one `ModelMetrics` serves many models
   */
  constructor(options: ModelMetricsOptions) {
    assertKnownOptions('ModelMetrics', options, ['registry', 'prefix']);
    const { registry, prefix = 'ascend_rx' } = options;
    if (typeof registry?.registerMetric !== 'function')
      throw new TypeError(expected('a Registry of prom-client', 'registry', registry));
    if (typeof prefix !== 'string' || !/^[a-zA-Z_:][a-zA-Z0-9_:]*$/.test(prefix))
      throw new TypeError(expected('letters, digits and _', 'prefix', prefix));
    const name = (rest: string) => `${prefix}_inference_${rest}`;
    const registers = [registry];
    const models = this.#models;
    const counter = (rest: string, help: string, read: (model: MeasuredModel) => number) =>
      new Counter<Label>({
        name: name(rest),
        help,
        labelNames: ['model'],
        registers,
        collect() {
          this.reset();
          for (const [model, measured] of models) this.inc({ model }, read(measured.model));
        },
      });
    const gauge = (rest: string, help: string, read: (model: MeasuredModel) => number) =>
      new Gauge<Label>({
        name: name(rest),
        help,
        labelNames: ['model'],
        registers,
        collect() {
          this.reset();
          for (const [model, measured] of models) this.set({ model }, read(measured.model));
        },
      });
    counter('request_success', 'Inputs with a result', (model) => model.stats().ledger.delivered);
    new Counter<Label | 'reason'>({
      name: name('request_failure'),
      help: 'Inputs without a result, by reason',
      labelNames: ['model', 'reason'],
      registers,
      collect() {
        this.reset();
        for (const [model, measured] of models) {
          const { ledger } = measured.model.stats();
          for (const [reason, part] of Object.entries(failures)) this.inc({ model, reason }, ledger[part]);
        }
      },
    });
    counter('count', 'Inputs with a result', (model) => model.stats().ledger.delivered);
    counter('exec_count', 'Executions: calls of aclmdlExecuteAsync', (model) => model.stats().executions);
    counter('callback_count', 'Callbacks: calls of aclrtLaunchCallback', (model) => model.stats().callbacks);
    gauge('pending_request_count', 'Inputs that wait for a slot', (model) => model.stats().ledger.waiting);
    gauge('in_flight_count', 'Inputs that occupy a slot', (model) => model.stats().ledger.inFlight);
    const duration = (part: keyof typeof durations) =>
      new Counter<Label>({
        name: name(`${part}_duration_us`),
        help: `Microseconds, summed over inputs with a result: ${durations[part].join(' and ')} of InferTiming`,
        labelNames: ['model'],
        registers,
      });
    this.#durations = {
      request: duration('request'),
      queue: duration('queue'),
      compute_input: duration('compute_input'),
      compute_infer: duration('compute_infer'),
      compute_output: duration('compute_output'),
    };
  }

  /**
   * Measures a model until the function that it gives is called. What the model had counted stays out of the metrics then.
   *
   * @param model a loaded model
   * @param name for the label `model`. Default: the model's name, which is the path of its file
   * @throws TypeError if it is no model, or has no name; Error if a model of that name is measured
   */
  add(model: MeasuredModel, name: string = model?.name): () => void {
    if (typeof model?.stats !== 'function' || typeof model.stats$?.subscribe !== 'function')
      throw new TypeError(expected('a loaded model', 'model', model));
    if (typeof name !== 'string') throw new TypeError(expected('a text', 'name', name));
    if (this.#models.has(name))
      throw new Error(
        `A model named '${name}' is measured already: give another name as the second argument of add`,
      );
    for (const each of Object.values(this.#durations)) each.inc({ model: name }, 0);
    const subscription = model.stats$.subscribe((sample) => this.#add(name, sample));
    this.#models.set(name, { model, subscription });
    return () => {
      if (this.#models.get(name)?.subscription !== subscription) return;
      subscription.unsubscribe();
      this.#models.delete(name);
      for (const each of Object.values(this.#durations)) each.remove({ model: name });
    };
  }

  #add(model: string, { latency }: StatsSample): void {
    for (const [part, sources] of Object.entries(durations)) {
      const milliseconds = sources.reduce((sum, source) => sum + latency[source].sum, 0);
      this.#durations[part as keyof typeof durations].inc({ model }, 1000 * milliseconds);
    }
  }
}

interface Measured {
  readonly model: MeasuredModel;
  readonly subscription: Subscription;
}
