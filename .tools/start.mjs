// npm start: installs, builds and runs the classify example. Arguments go to the example.
import { join } from 'node:path';
import { main } from './main.mjs';
import { root } from './root.mjs';
import { prepare } from './setup/prepare.mjs';
import { run } from './step.mjs';

await main(async () => {
  await prepare({ tests: false });
  // Ctrl-C reaches the example, too. This process waits until the example has ended by itself.
  process.on('SIGINT', () => {});
  const example = join(root, 'packages/examples/classify/dist/main.js');
  // npm runs scripts in the root, but the paths of the user are relative to the folder where npm was called.
  const cwd = process.env.INIT_CWD ?? process.cwd();
  const { code } = await run(process.execPath, [example, ...process.argv.slice(2)], { cwd, output: 'show' });
  return typeof code === 'number' ? code : 1;
});
