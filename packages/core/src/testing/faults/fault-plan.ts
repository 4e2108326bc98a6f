/**
 * What goes wrong in each model of a device. Faults are listed by ordinal: 0 is the first execution, launch, callback or
 * rebuild of a model, and counting goes on until the model is closed. Codes are ACL error codes (`aclCodes`).
 */
export interface FaultPlan {
  /** Executions that are refused at submission (`aclmdlExecuteAsync`), with their codes. Only their inputs fail. */
  readonly submissions?: Readonly<Record<number, number>>;
  /** Executions that fail on the device, with their codes. Their instance fails and is rebuilt. */
  readonly inferences?: Readonly<Record<number, number>>;
  /**
   * Launches that are refused (`aclrtLaunchCallback`). The session then synchronizes, and no result is lost. A refused
   * callback of type `'no-block'` is replaced by a callback of type `'block'`.
   */
  readonly launches?: readonly number[];
  readonly callbacks?: {
    /**
     * Callbacks that are reported late, with their delays in ms. Callbacks behind them wait. The execution stream goes on
     * meanwhile, even if the callback is of type `'block'`.
     */
    readonly late?: Readonly<Record<number, number>>;
    /** Callbacks that are never reported. */
    readonly lost?: readonly number[];
    /** Callbacks that are reported twice. */
    readonly twice?: readonly number[];
  };
  /** Rebuilds that fail, with their codes. */
  readonly rebuilds?: Readonly<Record<number, number>>;
  /** Rebuilds that take longer, with their delays in ms. They may succeed or fail. */
  readonly slowRebuilds?: Readonly<Record<number, number>>;
  /**
   * The execution with which the device is lost. The first model that reaches this ordinal loses the device for all
   * models of the decorated device. When the device reaches that execution, everything in flight fails (507010). All
   * later executions fail, and no rebuild succeeds. Other faults of that execution do not prevent the loss.
   */
  readonly deviceLost?: number;
  /** Number of slots per instance that get memory. Executions in other slots are refused (207001). */
  readonly memory?: number;
  /** Faults at random, in addition to the others. */
  readonly random?: RandomFaults;
}

/** Probabilities of faults, from 0 to 1. The same seed gives the same faults in the same sequence of calls. */
export interface RandomFaults {
  readonly seed: number;
  /** An execution is refused (507011). */
  readonly submission?: number;
  /** An execution fails on the device (507011). */
  readonly inference?: number;
  /** A launch is refused. */
  readonly launch?: number;
  /** A rebuild fails (507011). */
  readonly rebuild?: number;
  /** A callback is reported late, by this delay in ms. */
  readonly late?: readonly [probability: number, delay: number];
  /** A callback is never reported. */
  readonly lost?: number;
  /** A callback is reported twice. */
  readonly twice?: number;
}
