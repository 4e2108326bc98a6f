/** How many rounds a paired run has, and how long they are. */
export interface PairedPlan {
  /** Measured rounds in all, of each checkout. */
  readonly rounds: number;
  /** Pairs of fresh processes that the rounds are divided among. At most `rounds`. */
  readonly processPairs: number;
  readonly roundSeconds: number;
  /** How long each process warms up before its first measured round. */
  readonly warmUpSeconds: number;
}
