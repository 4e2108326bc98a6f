/** What reading an output costs: figures of one process, over rounds in which both contenders take turns. */
export interface Decoding {
  /** CPU time of the process per output, all threads together, in ms. */
  readonly cpuMs: number;
  /** CPU time of the thread of the event loop per output, in ms. */
  readonly loopMs: number;
}

/** A round of both. */
export interface DecodingRound {
  readonly ours: Decoding;
  readonly javascript: Decoding;
}
