/** What preparing costs: figures of one process, over rounds in which both contenders take turns. */
export interface Preparing {
  /** CPU time of the process per frame, all threads together, in ms. */
  readonly cpuMs: number;
  /** CPU time of the thread of the event loop per frame, in ms. */
  readonly loopMs: number;
}

/** A round of both. */
export interface PreparingRound {
  readonly ours: Preparing;
  readonly sharp: Preparing;
}
