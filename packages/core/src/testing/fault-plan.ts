/** What goes wrong in a virtual model, by ordinal over its whole life: 0 is the first. Codes are those of ACL. */
export interface FaultPlan {
  /** Submissions that are refused (`aclmdlExecuteAsync`), with their codes: that input alone fails. */
  readonly submissions?: Readonly<Record<number, number>>;
  /** Launches that are refused (`aclrtLaunchCallback`): the session synchronizes instead, nothing is lost. */
  readonly launches?: readonly number[];
  /** Rebuilds after a failure that fail themselves, with their codes. */
  readonly rebuilds?: Readonly<Record<number, number>>;
}
