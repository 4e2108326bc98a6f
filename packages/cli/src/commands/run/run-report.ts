import type { Ledger } from '@ascend-rx/core';
import { table } from '../../terminal/index.js';

/** What `ascend-rx run` prints at its end. */
export interface RunReport {
  device: string;
  model: string;
  /** Number of results. */
  inferences: number;
  /** Calls of aclrtLaunchCallback. */
  callbacks: number;
  /** Time from the first submission to the last result. */
  seconds: number;
  inferencesPerSecond: number;
  ledger: Ledger;
}

/** Prints the report on stdout: as JSON for programs, else as a table. */
export function printReport(report: RunReport, json: boolean): void {
  if (json) {
    console.log(JSON.stringify(report));
    return;
  }
  const { device, model, inferences, callbacks, seconds, inferencesPerSecond, ledger } = report;
  const counts = Object.entries(ledger).map(([name, count]) => `${count} ${name}`);
  console.log(
    table([
      ['device', device],
      ['model', model],
      ['inferences', `${inferences}`],
      ['callbacks', `${callbacks}`],
      ['seconds', seconds.toFixed(3)],
      ['inferences per second', inferencesPerSecond.toFixed(1)],
      ['ledger', counts.join(', ')],
    ]),
  );
}
