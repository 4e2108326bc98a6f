import type { Ledger } from '@ascend-rx/core';
import { table } from './table.js';

/** What `ascend-rx run` has to say at its end. */
export interface RunReport {
  device: string;
  model: string;
  /** Results that came. */
  inferences: number;
  /** Calls of aclrtLaunchCallback. */
  callbacks: number;
  /** From the first submission to the last result. */
  seconds: number;
  inferencesPerSecond: number;
  ledger: Ledger;
}

/** Prints it on stdout, for programs or for people. */
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
