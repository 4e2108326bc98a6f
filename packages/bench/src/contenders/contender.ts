/** What runs the inferences of a Node contender. */
export interface Contender {
  /** Runs about this many inferences, as fast as it can. @return the number of inferences that it ran */
  run(inferences: number): Promise<number>;
  /**
   * Runs inferences whose inputs arrive at this many per second.
   *
   * @return by part of the latency, and for the whole (`total`): the milliseconds of every input, counted from when it was
   *   sent
   */
  runAt(inferences: number, rate: number): Promise<Readonly<Record<string, Float64Array>>>;
  close(): Promise<void>;
}
