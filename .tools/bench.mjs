// npm run bench: builds what is out of date and runs the benchmark. Arguments go to the benchmark.
import { join } from 'node:path';
import { main } from './main.mjs';
import { bench } from './root.mjs';
import { prepare } from './setup/prepare.mjs';
import { run } from './step.mjs';

await main(async () => {
  await prepare({ tests: false });
  // Ctrl-C reaches the benchmark, too, which removes its files. This process waits for the end of it.
  process.on('SIGINT', () => {});
  const program = join(bench, 'bin/bench.mjs');
  // npm runs scripts in the root; paths on the command line are relative to the folder where npm was called.
  const cwd = process.env.INIT_CWD ?? process.cwd();
  const { code } = await run(process.execPath, [program, ...process.argv.slice(2)], { cwd, output: 'show' });
  return typeof code === 'number' ? code : 1;
});
