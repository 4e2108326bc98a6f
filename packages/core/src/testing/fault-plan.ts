/**
 * What goes wrong in the models of a device, by ordinal over a model's whole life: 0 is the first. Codes are those of
 * ACL (`aclCodes`).
 */
export interface FaultPlan {
  /** Executions that are refused at submission (`aclmdlExecuteAsync`), with their codes: those inputs alone fail. */
  readonly submissions?: Readonly<Record<number, number>>;
  /** Executions that fail on the device, with their codes: their instance stops and is built anew. */
  readonly inferences?: Readonly<Record<number, number>>;
  /**
   * Launches that are refused (`aclrtLaunchCallback`): the session synchronizes instead, nothing is lost. Where the
   * callback was not to block, one that does stands for that.
   */
  readonly launches?: readonly number[];
  readonly callbacks?: {
    /**
     * Callbacks that come late, by so many ms; those behind them wait. The execution stream does not: it goes on
     * meanwhile, also where the callback was to block.
     */
    readonly late?: Readonly<Record<number, number>>;
    /** Callbacks that never come. */
    readonly lost?: readonly number[];
    /** Callbacks that come twice. */
    readonly twice?: readonly number[];
  };
  /** Rebuilds after a failure that fail themselves, with their codes. */
  readonly rebuilds?: Readonly<Record<number, number>>;
  /** Rebuilds that take so many ms, whether they succeed or fail. */
  readonly slowRebuilds?: Readonly<Record<number, number>>;
  /**
   * The execution from which on the device is lost, in whichever model comes to that number first: as soon as the device
   * has reached it, all that is in flight fails (507010), in all instances of all models of the decorated device; so does
   * whatever comes later, and no rebuild succeeds. Other faults of that execution do not save it.
   */
  readonly deviceLost?: number;
  /** So many slots per instance get memory; executions beyond are refused (207001). */
  readonly memory?: number;
  /** Besides, by chance. */
  readonly random?: RandomFaults;
}

/** Probabilities from 0 to 1, drawn from a seed: the same seed over the same run gives the same faults. */
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
  /** A callback comes late, by so many ms. */
  readonly late?: readonly [probability: number, delay: number];
  /** A callback never comes. */
  readonly lost?: number;
  /** A callback comes twice. */
  readonly twice?: number;
}
