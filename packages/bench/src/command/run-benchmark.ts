import { caseText } from '../report/case-text.js';
import { machineText } from '../report/machine-text.js';
import { type BenchResults, reportPage } from '../report/report-page.js';
import { thisMachine } from '../report/this-machine.js';
import type { BenchmarkSettings } from './read-benchmark.js';
import { writeReport } from './report-file.js';
import { withBenchFiles } from './with-bench-files.js';
import { withProgress } from './with-progress.js';

/** Measures this library beside the other contenders. @return the exit code */
export async function runBenchmark({ cases, json, page, settings }: BenchmarkSettings): Promise<number> {
  const machine = thisMachine();
  if (!json) console.log(machineText(machine));
  const results: BenchResults['cases'][number][] = [];
  await withBenchFiles(async (files) => {
    for (const each of cases) {
      const result = await withProgress((progress) => each.run({ ...settings, files }, progress));
      results.push(result);
      // After each case: who interrupts the run keeps what has been measured.
      if (page !== undefined) writeReport(page, reportPage({ machine, cases: results }));
      if (!json) console.log(`\n${each.name}: ${each.help}\n${caseText(result)}`);
    }
  });
  if (json) console.log(JSON.stringify({ machine, cases: results }));
  return 0;
}
