/** Why a frame has no result. */
export const dropCauses = ['overflow', 'stale', 'skipped', 'failed'] as const;

export type Cause = (typeof dropCauses)[number];

/** What has become of frames. */
export interface Counts {
  /** Frames that the source had. */
  in: number;
  inferred: number;
  dropped: Record<Cause, number>;
}

export const noCounts = (): Counts => ({
  in: 0,
  inferred: 0,
  dropped: { overflow: 0, stale: 0, skipped: 0, failed: 0 },
});

/** `a - b`, count by count. */
export function difference(a: Counts, b: Counts): Counts {
  const dropped = Object.fromEntries(
    dropCauses.map((cause) => [cause, a.dropped[cause] - b.dropped[cause]]),
  ) as Counts['dropped'];
  return { in: a.in - b.in, inferred: a.inferred - b.inferred, dropped };
}

export const copyOf = (counts: Counts): Counts => ({ ...counts, dropped: { ...counts.dropped } });

export const droppedOf = ({ dropped }: Counts): number =>
  dropCauses.reduce((sum, cause) => sum + dropped[cause], 0);
