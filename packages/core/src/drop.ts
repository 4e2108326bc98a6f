/** Why an input was left out: no room for it, too long without a slot, or a failure that `onFailure` answers with a drop. */
export type DropCause = 'overflow' | 'stale' | 'failure';

/** An input that was left out. */
export interface Drop {
  /** The `label` of its pipeline. */
  readonly label: string | undefined;
  /** What the source emitted. */
  readonly source: unknown;
  /** Its position in its source, from 0. */
  readonly index: number;
  readonly cause: DropCause;
  /** Milliseconds since it came. */
  readonly waited: number;
  /** What it was left out for, if its cause is `'failure'`. */
  readonly error?: unknown;
}
