import { performance } from 'node:perf_hooks';
import { type Cause, type Counts, copyOf, difference, droppedOf, noCounts } from './counts.js';
import { Lines } from './lines.js';
import { percentile } from './percentile.js';
import type { Second, Seen, Summary, Times } from './second.js';

export interface ReportOptions {
  readonly print: (text: string) => void;
  /** True: a JSON object per line. */
  readonly json: boolean;
  /** All that may be shown. */
  readonly labels: readonly string[];
  /** How many frames the source has given, and how many it has skipped, until now. */
  readonly source: () => { readonly frames: number; readonly skipped: number };
}

/** What runs. */
export interface Title {
  /** Names. */
  readonly model: string;
  readonly device: string;
  readonly source: string;
  /** At what rate a file is read; empty for a camera. */
  readonly how: string;
}

/** How many times are kept for the summary: those of the last frames. */
const kept = 100_000;

/** Counts, and prints a line per second. */
export class Report {
  readonly #options: ReportOptions;
  readonly #lines: Lines;
  readonly #counts = noCounts();
  #printed = noCounts();
  #began = performance.now();
  #printedAt = this.#began;
  #second = 0;
  #isStarted = false;
  readonly #latencies = new Measured();
  readonly #ages = new Measured();
  #frame: Seen | undefined;

  constructor(options: ReportOptions) {
    this.#options = options;
    this.#lines = new Lines(options.labels);
  }

  /** Says what runs, before the first frame has come. */
  begin(what: Title): void {
    const { json, print } = this.#options;
    print(
      json
        ? lineOf('begin', what)
        : `${what.model} on ${what.device}\n${what.source}${what.how && `, ${what.how}`}\n`,
    );
  }

  /** The first frame has come: time runs from now on. */
  start(): void {
    this.#isStarted = true;
    if (!this.#options.json) this.#options.print(`\n${this.#lines.head()}`);
    this.#began = performance.now();
    this.#printedAt = this.#began;
  }

  /** @param age NaN if it is not known */
  result(frame: Seen, latency: number, age: number): void {
    this.#counts.inferred += 1;
    this.#latencies.add(latency);
    if (!Number.isNaN(age)) this.#ages.add(age);
    this.#frame = frame;
  }

  dropped(cause: Exclude<Cause, 'skipped'>): void {
    this.#counts.dropped[cause] += 1;
  }

  /** Prints what happened since the last line. */
  second(): void {
    const { json, print } = this.#options;
    const now = performance.now();
    const total = this.counts();
    this.#second += 1;
    const second: Second = {
      second: this.#second,
      length: (now - this.#printedAt) / 1000,
      ...difference(total, this.#printed),
      latency: this.#latencies.take(),
      age: this.#ages.take(),
      frame: this.#frame,
    };
    this.#printed = total;
    this.#printedAt = now;
    this.#frame = undefined;
    print(json ? lineOf('second', second) : this.#lines.second(second));
  }

  /** Prints the line of the last second, if something happened in it, and the summary. Nothing if no frame has ever come. */
  end(ending: Pick<Summary, 'cancelled' | 'right' | 'losses' | 'interrupted'>): void {
    if (!this.#isStarted) return;
    const { json, print } = this.#options;
    const rest = difference(this.counts(), this.#printed);
    if (rest.in + rest.inferred + droppedOf(rest) > 0) this.second();
    const summary: Summary = {
      seconds: (performance.now() - this.#began) / 1000,
      ...this.counts(),
      latency: this.#latencies.all(),
      age: this.#ages.all(),
      ...ending,
    };
    print(json ? lineOf('summary', summary) : this.#lines.summary(summary));
  }

  /** Until now. */
  counts(): Counts {
    const { frames, skipped } = this.#options.source();
    const counts = copyOf(this.#counts);
    counts.in = frames + skipped;
    counts.dropped.skipped = skipped;
    return counts;
  }
}

/** Times since the last line, and the last ones of all. */
class Measured {
  #since: number[] = [];
  readonly #all: number[] = [];
  #next = 0;

  add(time: number): void {
    this.#since.push(time);
    this.#all[this.#next] = time;
    this.#next = (this.#next + 1) % kept;
  }

  take(): Times | undefined {
    const taken = this.#since;
    this.#since = [];
    return timesOf(taken);
  }

  all(): Times | undefined {
    return timesOf(this.#all);
  }
}

function timesOf(times: readonly number[]): Times | undefined {
  const [p50, p99] = [percentile(times, 0.5), percentile(times, 0.99)];
  return p50 === undefined || p99 === undefined ? undefined : { p50, p99 };
}

/** Numbers with three decimals at most. */
const lineOf = (type: string, fields: object) =>
  `${JSON.stringify({ type, ...fields }, (_, value) => (typeof value === 'number' ? Math.round(1000 * value) / 1000 : value))}\n`;
