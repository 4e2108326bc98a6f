#!/usr/bin/env node
import { classify } from './classify.js';
import { readOptions } from './cli/options.js';
import type { Terminal } from './cli/terminal.js';
import { usage } from './cli/usage.js';

const terminal: Terminal = {
  columns: process.stdout.columns ?? 80,
  print: (text) => process.stdout.write(text),
  printError: (line) => process.stderr.write(`ascend-rx-classify: ${line}\n`),
};
// A reader that has closed the pipe (`| head`) is no error here: interruption$ emits it, and the run ends.
process.stdout.on('error', () => {});

try {
  const options = readOptions(process.argv.slice(2));
  if (options.help) terminal.print(usage);
  else process.exitCode = await classify(options, terminal);
} catch (error) {
  terminal.printError(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
