import type { AclError } from '../errors/acl-error.js';

type Failures = readonly (AclError | undefined)[];

/** What a session reports of a group, but for its number. */
export type GroupReport = [
  outputs: ArrayBuffer,
  failures: Failures | undefined,
  moments: ArrayLike<number> | undefined,
  offset: number,
];

/**
 * A group's report with room for executions that the session knows nothing of, because they were refused before.
 *
 * @param refusals of the whole group: why each was refused, if it was
 * @param report of those that were not
 * @param stride bytes of the outputs of one execution
 * @param now in place of the moments of those that were
 */
export function wholeReport(
  refusals: Failures,
  report: GroupReport,
  stride: number,
  now: number,
): GroupReport {
  if (refusals.every((refusal) => refusal === undefined)) return report;
  const [outputs, failures, moments, offset] = report;
  const whole = new Uint8Array(refusals.length * stride);
  const times = new Float64Array(4 * refusals.length).fill(now);
  const all = [...refusals];
  let place = 0;
  all.forEach((refusal, n) => {
    if (refusal) return;
    whole.set(new Uint8Array(outputs, offset + place * stride, stride), n * stride);
    for (let i = 0; i < 4; i += 1) times[4 * n + i] = moments?.[4 * place + i] ?? 0;
    all[n] = failures?.[place];
    place += 1;
  });
  return [whole.buffer, all, moments && times, 0];
}
