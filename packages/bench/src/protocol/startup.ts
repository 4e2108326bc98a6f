/** What it costs a process to start, and to be idle afterwards. */
export interface Startup {
  /** Import of rxjs, a peer dependency of ascend-rx, in ms. 0 for the other contender. */
  readonly rxjsMs: number;
  /** Import of the package after that, in ms. */
  readonly importMs: number;
  /** Opening of the device, in ms. */
  readonly openMs: number;
  /** CPU time of the idle process, in percent of one core. */
  readonly idleCpuPercent: number;
}
