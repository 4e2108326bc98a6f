/** One event of a {@link ChromeTrace}. Times are in microseconds. */
export interface ChromeTraceEvent {
  readonly name: string;
  /**
   * `'M'` metadata, `'X'` a span on a thread, `'b'` and `'e'` the two ends of a span that may overlap others, `'i'` a
   * moment.
   */
  readonly ph: 'M' | 'X' | 'b' | 'e' | 'i';
  /** The process: a model. */
  readonly pid: number;
  /** The thread: an instance or a pipeline. */
  readonly tid: number;
  readonly ts?: number;
  readonly dur?: number;
  readonly cat?: string;
  /** Joins the two ends of a span: the pipeline and the index of an input. */
  readonly id?: string;
  readonly s?: 't';
  readonly args?: Readonly<Record<string, unknown>>;
}

/** What `recorder.toChromeTrace()` returns, for JSON. */
export interface ChromeTrace {
  readonly traceEvents: readonly ChromeTraceEvent[];
  readonly displayTimeUnit: 'ms';
  readonly otherData: {
    /** The time of the first event on the device's scheduler, in ms. `ts` counts from it. */
    readonly start: number;
    /** How many older events were left out. */
    readonly droppedEvents: number;
  };
}
