// npm start: builds what is out of date and runs the classify example. Arguments go to the example.
import { join } from 'node:path';
import { main } from './main.mjs';
import { root } from './root.mjs';
import { prepare } from './setup/prepare.mjs';
import { run } from './step.mjs';

await main(async () => {
  await prepare({ tests: false });
  // Ctrl-C reaches the example too, which ends in its own way: this process waits for it.
  process.on('SIGINT', () => {});
  const example = join(root, 'packages/examples/classify/dist/main.js');
  // npm runs scripts in the root; the user's paths are relative to where npm was called.
  const cwd = process.env.INIT_CWD ?? process.cwd();
  const { code } = await run(process.execPath, [example, ...process.argv.slice(2)], { cwd, output: 'show' });
  return typeof code === 'number' ? code : 1;
});
