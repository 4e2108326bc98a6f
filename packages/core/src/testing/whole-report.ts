type Failures = readonly (Error | undefined)[];

/** What a session reports of a group, but for its number. */
export type GroupReport = [
  outputs: ArrayBuffer | readonly ArrayBuffer[],
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
  const isList = Array.isArray(outputs);
  const whole = new Uint8Array(isList ? 0 : refusals.length * stride);
  // Of those that were refused nobody reads anything.
  const list = refusals.map(() => whole.buffer);
  const times = new Float64Array(4 * refusals.length).fill(now);
  const all = [...refusals];
  let place = 0;
  all.forEach((refusal, n) => {
    if (refusal) return;
    if (isList) list[n] = outputs[place];
    else whole.set(new Uint8Array(outputs as ArrayBuffer, offset + place * stride, stride), n * stride);
    for (let i = 0; i < 4; i += 1) times[4 * n + i] = moments?.[4 * place + i] ?? 0;
    all[n] = failures?.[place];
    place += 1;
  });
  return [isList ? list : whole.buffer, all, moments && times, 0];
}
