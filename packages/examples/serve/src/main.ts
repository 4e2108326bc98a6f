#!/usr/bin/env node
import { runProgram } from 'ascend-rx/options';
import { readOptions, usage } from './options.js';
import { serve } from './serve.js';

process.exitCode = await runProgram('ascend-rx-serve', async () => {
  const options = readOptions(process.argv.slice(2));
  if (!options.help) return await serve(options);
  process.stdout.write(usage);
  return 0;
});
