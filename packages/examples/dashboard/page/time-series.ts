/**
 * Values over time, by key: what a plot shows. It holds a window of time and a number of rows and keys, however long the page is open. A row
 * without a value for a key has null there. After a pause there is a row of nulls, so that a line is broken.
 */
export class TimeSeries {
  readonly #times: number[] = [];
  readonly #columns = new Map<string, (number | null)[]>();

  constructor(private readonly limits: TimeSeriesLimits) {}

  /** Seconds since 1970, ascending. */
  get times(): readonly number[] {
    return this.#times;
  }

  /** Those with a value within the window, in the order of their first value. */
  get keys(): readonly string[] {
    return [...this.#columns.keys()];
  }

  /** In step with {@link times}. Empty for a key that has no value. */
  column(key: string): readonly (number | null)[] {
    return this.#columns.get(key) ?? [];
  }

  /**
   * Adds a row. A clock that was set back begins a new series; a second row of one moment is ignored.
   *
   * @param time seconds since 1970
   */
  add(time: number, values: ReadonlyMap<string, number>): void {
    const last = this.#times.at(-1);
    if (last !== undefined && time < last) this.#clear();
    if (time === last) return;
    if (last !== undefined && time - last > this.limits.longestStep) this.#push(last + 0.001, new Map());
    for (const key of values.keys()) {
      if (this.#columns.has(key) || this.#columns.size >= this.limits.keys) continue;
      this.#columns.set(
        key,
        this.#times.map(() => null),
      );
    }
    this.#push(time, values);
    this.#trim(time);
  }

  #push(time: number, values: ReadonlyMap<string, number>): void {
    this.#times.push(time);
    for (const [key, column] of this.#columns) column.push(values.get(key) ?? null);
  }

  #trim(now: number): void {
    const begin = now - this.limits.window;
    const within = this.#times.findIndex((time) => time >= begin);
    const surplus = Math.max(within, this.#times.length - this.limits.rows);
    if (surplus <= 0) return;
    this.#times.splice(0, surplus);
    for (const [key, column] of this.#columns) {
      column.splice(0, surplus);
      if (column.every((value) => value === null)) this.#columns.delete(key);
    }
  }

  #clear(): void {
    this.#times.length = 0;
    this.#columns.clear();
  }
}

export interface TimeSeriesLimits {
  /** Seconds. Older rows are dropped. */
  readonly window: number;
  /** The most rows, rows of nulls included. */
  readonly rows: number;
  /** The most keys. Another is ignored until one has no value left within the window. */
  readonly keys: number;
  /** Seconds. A longer step breaks the lines. */
  readonly longestStep: number;
}
