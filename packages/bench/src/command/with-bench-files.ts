import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exitCodeOf, interruption$ } from 'ascend-rx/terminal';
import { BenchFiles } from '../workload/bench-files.js';

/** Gives `body` a temporary folder for models and inputs, and removes it at the end, also after SIGINT and SIGTERM. */
export async function withBenchFiles<Result>(body: (files: BenchFiles) => Promise<Result>): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'ascend-rx-bench-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  // Contenders end by themselves, because their standard input ends with this process.
  const interrupted = interruption$.subscribe((signal) => {
    remove();
    process.exit(exitCodeOf(signal));
  });
  try {
    return await body(new BenchFiles(folder));
  } finally {
    interrupted.unsubscribe();
    remove();
  }
}
