#!/usr/bin/env node
import type { Terminal } from '@ascend-rx/example-camera';
import { runProgram } from 'ascend-rx/options';
import { dashboard } from './dashboard.js';
import { readOptions, usage } from './options.js';

const terminal: Terminal = {
  print: (text) => void process.stdout.write(text),
  note: (line) => void process.stderr.write(`ascend-rx-dashboard: ${line}\n`),
  status: (line) => {
    if (process.stderr.isTTY === true) process.stderr.write(`${line}\n`);
  },
};
// A reader that has closed the pipe (`| head`) is no error here: the run ends.
process.stdout.on('error', () => {});

process.exitCode = await runProgram('ascend-rx-dashboard', async () => {
  const options = readOptions(process.argv.slice(2));
  if (!options.help) return await dashboard(options, terminal);
  terminal.print(usage);
  return 0;
});
