/**
 * Why an input was dropped: no room for it; older than `maxStaleness` before the device began with it; or a failure that
 * `onFailure` answers with a drop.
 */
export type DropCause = 'overflow' | 'stale' | 'failure';

/** An input that was dropped. */
export interface Drop {
  /** The `label` of its pipeline. */
  readonly label: string | undefined;
  /** The value that the source emitted. */
  readonly source: unknown;
  /** The position of the value in its source, from 0. */
  readonly index: number;
  readonly cause: DropCause;
  /** Milliseconds since the value came. */
  readonly waited: number;
  /** The failure, if `cause` is `'failure'`. */
  readonly error?: unknown;
}
