type Failures = readonly (Error | undefined)[];

/** The arguments of `SessionObserver.report` after the number of the group. */
export type GroupReport = [
  outputs: ArrayBuffer | readonly ArrayBuffer[],
  failures: Failures | undefined,
  moments: ArrayLike<number> | undefined,
  offset: number,
];

/**
 * Adds refused executions to the report of a group. The decorated session does not know these executions, so its report
 * has no place for them.
 *
 * @param refusals for each execution of the whole group: the error with which it was refused, or undefined
 * @param report the report about the executions that were not refused
 * @param stride bytes of the outputs of one execution
 * @param now stands for the moments of refused executions, in ms
 */
export function mergeRefusals(
  refusals: Failures,
  report: GroupReport,
  stride: number,
  now: number,
): GroupReport {
  if (refusals.every((refusal) => refusal === undefined)) return report;
  const [outputs, failures, moments, offset] = report;
  const isList = Array.isArray(outputs);
  const mergedOutputs = new Uint8Array(isList ? 0 : refusals.length * stride);
  // Nobody reads the outputs of refused executions: any buffer serves for them.
  const mergedList = refusals.map(() => mergedOutputs.buffer);
  const mergedMoments = new Float64Array(4 * refusals.length).fill(now);
  const mergedFailures = [...refusals];
  let place = 0;
  mergedFailures.forEach((refusal, n) => {
    if (refusal) return;
    if (isList) mergedList[n] = outputs[place];
    else
      mergedOutputs.set(new Uint8Array(outputs as ArrayBuffer, offset + place * stride, stride), n * stride);
    for (let i = 0; i < 4; i += 1) mergedMoments[4 * n + i] = moments?.[4 * place + i] ?? 0;
    mergedFailures[n] = failures?.[place];
    place += 1;
  });
  return [isList ? mergedList : mergedOutputs.buffer, mergedFailures, moments && mergedMoments, 0];
}
