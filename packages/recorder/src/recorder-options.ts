/** Options of `createRecorder`. */
export interface RecorderOptions {
  /** How many events are kept. When more come, the oldest are left out. Default 100,000, at least 1. */
  limit?: number;
  /**
   * What is kept of a value for the printed test: something that JSON can express. Default: nothing, and the test has
   * letters or positions in place of values. Called when the value comes. If it throws, or JSON cannot express what it
   * returns, nothing is kept of that value.
   */
  values?: (source: unknown) => unknown;
}
