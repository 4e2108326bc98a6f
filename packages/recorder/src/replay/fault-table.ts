/** What goes wrong on a virtual model, by ordinal: the `FaultPlan` of `withFaults`, while it is being filled. */
export interface FaultTable {
  /** By ordinal of the execution: the code with which it is refused. */
  readonly submissions: Record<number, number>;
  /** By ordinal of the execution: the code with which it fails on the device. */
  readonly inferences: Record<number, number>;
  /** Ordinals of callbacks that never come. */
  readonly lost: number[];
  /** By ordinal of the callback: ms that it comes late. */
  readonly late: Record<number, number>;
  /** By ordinal of the rebuild: the code with which it fails. */
  readonly rebuilds: Record<number, number>;
  /** By ordinal of the rebuild: ms that it takes. */
  readonly slowRebuilds: Record<number, number>;
}
