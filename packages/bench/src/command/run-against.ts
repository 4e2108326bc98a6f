import { type AgainstResult, runAgainstCase } from '../against/run-against-case.js';
import { settingsOf } from '../cases/settings-of.js';
import { thisCheckout } from '../processes/this-checkout.js';
import { againstText } from '../report/against-text.js';
import { machineText } from '../report/machine-text.js';
import { thisMachine } from '../report/this-machine.js';
import type { AgainstSettings } from './read-against.js';
import { withBenchFiles } from './with-bench-files.js';
import { withProgress } from './with-progress.js';

/** Compares this checkout with another one. @return the exit code: 1 if a case has failed */
export async function runAgainst(settings: AgainstSettings): Promise<number> {
  const { baseline, cases, common, json, plan } = settings;
  const checkouts = { candidate: thisCheckout, baseline };
  const machine = thisMachine();
  if (!json) console.log(`${machineText(machine)}\nbaseline: ${baseline}`);
  const results: AgainstResult[] = [];
  await withBenchFiles(async (files) => {
    for (const { name, help, model, settings: own } of cases) {
      const all = settingsOf({ model, settings: own }, { ...common, files });
      const result = await withProgress((progress) => runAgainstCase(name, checkouts, all, plan, progress));
      results.push(result);
      if (!json) console.log(`\n${name}: ${help}\n${againstText(result)}`);
    }
  });
  if (json) console.log(JSON.stringify({ machine, ...checkouts, plan, cases: results }));
  return results.every(({ verdict }) => verdict.passed) ? 0 : 1;
}
