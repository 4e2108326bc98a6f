// The program `ascend-rx`; bin/ascend-rx.mjs calls it.
import { readFileSync } from 'node:fs';
import { runCommandLine } from './command/run-command-line.js';
import { doctorCommand } from './commands/doctor-command.js';
import { inspectCommand } from './commands/inspect-command.js';
import { pathsCommand } from './commands/paths-command.js';
import { runCommand } from './commands/run/run-command.js';
import { runProgram } from './options/index.js';

const commands = [pathsCommand, inspectCommand, doctorCommand, runCommand];

/** Runs the program with the arguments behind its name, to its exit code. */
export function main(args: readonly string[]): Promise<number> {
  return runProgram('ascend-rx', () => runCommandLine(args, commands, version()));
}

function version(): string {
  const file = new URL('../package.json', import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
