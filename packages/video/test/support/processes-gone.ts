import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** Resolves when these processes, which are no children of this one, have ended. */
export async function processesGone(pids: readonly string[]): Promise<void> {
  // Without `-s` it looks once a second.
  const args = (pid: string) => ['--pid', pid, '-s', '0.01', '-f', '/dev/null'];
  await Promise.all(pids.map((pid) => once(spawn('tail', args(pid)), 'exit')));
}
