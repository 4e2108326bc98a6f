import { ProgressBar } from 'ascend-rx/terminal';
import type { Progress } from '../cases/bench-settings.js';

/** Shows a progress bar while `body` runs. */
export async function withProgress<Result>(body: (progress: Progress) => Promise<Result>): Promise<Result> {
  const bar = new ProgressBar(100);
  try {
    return await body((part) => bar.update(Math.floor(100 * part)));
  } finally {
    bar.clear();
  }
}
