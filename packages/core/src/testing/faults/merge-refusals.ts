import type { GroupReport } from '../../device/session.js';
import type { DimsList } from '../../tensors/dims.js';

/**
 * Adds refused executions to the report of a group. The decorated session does not know these executions, so its report
 * has no place for them.
 *
 * @param refusals for each execution of the whole group: the error with which it was refused, or undefined
 * @param report the report about the executions that were not refused
 * @param stride bytes of the outputs of one execution. Undefined: the session is dynamic
 * @param now stands for the moments of refused executions, in ms
 */
export function mergeRefusals(
  refusals: readonly (Error | undefined)[],
  report: GroupReport,
  stride: number | undefined,
  now: number,
): GroupReport {
  if (refusals.every((refusal) => refusal === undefined)) return report;
  const { outputs, offset = 0, failures, moments, dims } = report;
  const list: readonly ArrayBuffer[] | undefined = Array.isArray(outputs) ? outputs : undefined;
  const bytes = stride ?? 0;
  const mergedOutputs = new Uint8Array(list ? 0 : refusals.length * bytes);
  // Nobody reads the outputs of refused executions: any buffer serves for them, and any dims.
  const mergedList = refusals.map(() => mergedOutputs.buffer);
  const mergedDims: DimsList[] = refusals.map(() => []);
  const mergedMoments = new Float64Array(4 * refusals.length).fill(now);
  const mergedFailures = [...refusals];
  let place = 0;
  mergedFailures.forEach((refusal, n) => {
    if (refusal) return;
    if (list) mergedList[n] = list[place] as ArrayBuffer;
    else mergedOutputs.set(new Uint8Array(outputs as ArrayBuffer, offset + place * bytes, bytes), n * bytes);
    for (let i = 0; i < 4; i += 1) mergedMoments[4 * n + i] = moments?.[4 * place + i] ?? 0;
    mergedDims[n] = dims?.[place] ?? [];
    mergedFailures[n] = failures?.[place];
    place += 1;
  });
  return {
    outputs: list ? mergedList : mergedOutputs.buffer,
    failures: mergedFailures,
    moments: moments && mergedMoments,
    dims: dims && mergedDims,
  };
}
