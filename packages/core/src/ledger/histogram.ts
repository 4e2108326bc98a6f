/**
 * How many times were measured, their sum, their 50th, 90th and 99th percentile and their maximum, in ms. All are 0 where nothing was
 * measured.
 */
export interface Percentiles {
  readonly count: number;
  readonly sum: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly max: number;
}

const subBuckets = 64;
const exactBelow = 2 * subBuckets;

/**
 * Counts times in buckets whose width grows with the time. A percentile is exact to 1 % or 1 µs, whichever is more. The
 * size of the histogram does not depend on the number of times.
 */
export class Histogram {
  // By bucket; the last one ends at 2^37 µs (38 hours).
  readonly #counts = new Uint32Array(33 * subBuckets);
  #total = 0;
  #sum = 0;
  #max = 0;

  /** @param time ms */
  add(time: number): void {
    this.#total += 1;
    this.#sum += time;
    if (time > this.#max) this.#max = time;
    const bucket = bucketOf(time * 1000);
    this.#counts[bucket] = (this.#counts[bucket] as number) + 1;
  }

  percentiles(): Percentiles {
    return {
      count: this.#total,
      sum: this.#sum,
      p50: this.#quantile(0.5),
      p90: this.#quantile(0.9),
      p99: this.#quantile(0.99),
      max: this.#max,
    };
  }

  #quantile(part: number): number {
    if (this.#total === 0) return 0;
    const rank = Math.ceil(part * this.#total);
    let seen = 0;
    for (let bucket = 0; bucket < this.#counts.length; bucket += 1) {
      seen += this.#counts[bucket] as number;
      if (seen >= rank) return Math.min(this.#max, middleOf(bucket) / 1000);
    }
    return this.#max;
  }
}

function bucketOf(microseconds: number): number {
  if (!(microseconds >= exactBelow)) return Math.max(0, Math.round(microseconds));
  const exponent = Math.min(36, Math.floor(Math.log2(microseconds)));
  const width = 2 ** exponent / subBuckets;
  const place = Math.min(subBuckets - 1, Math.floor(microseconds / width) - subBuckets);
  return (exponent - 5) * subBuckets + place;
}

function middleOf(bucket: number): number {
  if (bucket < exactBelow) return bucket;
  const exponent = Math.floor(bucket / subBuckets) + 5;
  const width = 2 ** exponent / subBuckets;
  return (subBuckets + (bucket % subBuckets) + 0.5) * width;
}
