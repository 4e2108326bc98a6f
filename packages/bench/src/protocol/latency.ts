/** The latency of a round's inputs: percentiles of each part, and of the whole (`total`). */
export type Latency = Readonly<Record<string, LatencyPercentiles>>;

/** In ms. p90: 90 % of the inputs took at most this long. */
export interface LatencyPercentiles {
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
}
