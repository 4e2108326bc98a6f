import type { InferTiming, Ledger, Model } from '@ascend-rx/core';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';

/** Seconds. */
const buckets = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

/** What has become of inputs: the counts of the ledger that only grow. */
const outcomes = ['delivered', 'dropped', 'failed', 'cancelled'] as const satisfies (keyof Ledger)[];

/** The metrics of the server, for Prometheus. The counts of the model are read when somebody asks for the metrics. */
export class Metrics {
  readonly registry = new Registry();
  readonly #requests: Counter<'status'>;
  readonly #duration: Histogram;
  readonly #latency: Histogram<'part'>;

  constructor(model: Pick<Model, 'stats'>, requestsInProgress: () => number) {
    const ledger = () => model.stats().ledger;
    this.#requests = this.#counter('serve_requests_total', 'Requests by status; 499: the client had gone', [
      'status',
    ]);
    this.#gauge('serve_requests_in_progress', 'Requests that have no answer yet', requestsInProgress);
    this.#duration = new Histogram({
      name: 'serve_request_duration_seconds',
      help: 'From the head of a request to the end of its answer 200',
      buckets,
      registers: [this.registry],
    });
    this.#gauge('ascend_rx_queue_depth', 'Pictures that wait for a slot', () => ledger().waiting);
    this.#gauge('ascend_rx_in_flight', 'Pictures that occupy a slot', () => ledger().inFlight);
    this.#counter('ascend_rx_inputs_total', 'Pictures that were given to the model', [], (counter) =>
      counter.inc(ledger().submitted),
    );
    this.#counter('ascend_rx_outcomes_total', 'What became of them', ['outcome'], (counter) => {
      const counts = ledger();
      for (const outcome of outcomes) counter.inc({ outcome }, counts[outcome]);
    });
    this.#counter('ascend_rx_executions_total', 'Calls of aclmdlExecuteAsync', [], (counter) =>
      counter.inc(model.stats().executions),
    );
    this.#counter('ascend_rx_callbacks_total', 'Calls of aclrtLaunchCallback', [], (counter) =>
      counter.inc(model.stats().callbacks),
    );
    this.#latency = new Histogram({
      name: 'ascend_rx_latency_seconds',
      help: 'Where the time of a classified picture went; total is that of the model, without decode',
      labelNames: ['part'],
      buckets,
      registers: [this.registry],
    });
  }

  /** @param seconds how long the request took */
  answered(status: number, seconds: number): void {
    this.#requests.inc({ status: String(status) });
    if (status === 200) this.#duration.observe(seconds);
  }

  /** @param timing in ms */
  classified(timing: InferTiming & { readonly decode: number }): void {
    for (const [part, time] of Object.entries(timing)) this.#latency.observe({ part }, time / 1000);
  }

  #gauge(name: string, help: string, read: () => number): void {
    new Gauge({
      name,
      help,
      registers: [this.registry],
      collect() {
        this.set(read());
      },
    });
  }

  /** @param read adds to a counter that begins at 0, each time when somebody asks. Absent: `inc` is called meanwhile */
  #counter<Label extends string>(
    name: string,
    help: string,
    labelNames: Label[],
    read?: (counter: Counter<Label>) => void,
  ): Counter<Label> {
    const common = { name, help, labelNames, registers: [this.registry] };
    if (!read) return new Counter(common);
    return new Counter<Label>({
      ...common,
      collect() {
        this.reset();
        read(this);
      },
    });
  }
}
