// Builds a program of this workspace and runs it, with the arguments of the npm script: `npm start`, `npm run camera`. Help and
// errors in the arguments come before native code is built, which can take minutes. Why it stays: scripts of pnpm cannot do
// it, because `install` is what fetches pnpm.
import { join } from 'node:path';
import * as setup from './setup/prepare.mjs';
import { run } from './step.mjs';

/**
 * @param {string} folder of the package
 * @param {string} program its path in the package. `dist/check-arguments.js` beside it exports `checkArguments`, which
 *   returns the exit code if the arguments ask for help or are wrong, after it has printed what there is to say
 * @param {import('./setup/scopes.mjs').Scope} scope what it needs to be installed
 * @param {Pick<typeof setup, 'prepare' | 'prepareTypeScript' | 'prepareNative'>} [steps] what builds; another in tests
 * @returns {Promise<number>} the exit code
 */
export async function runBuilt(folder, program, scope, steps = setup) {
  const args = process.argv.slice(2);
  // npm runs scripts in the root; paths on the command line are relative to the folder where npm was called.
  const cwd = process.env.INIT_CWD ?? process.cwd();
  if (args.length === 0) {
    await steps.prepare({ tests: false, scope });
  } else {
    await steps.prepareTypeScript({ tests: false, scope });
    process.chdir(cwd);
    const { checkArguments } = await import(join(folder, 'dist/check-arguments.js'));
    const exitCode = await checkArguments(args);
    if (exitCode !== undefined) return exitCode;
    await steps.prepareNative({ tests: false });
  }
  // Ctrl-C reaches the program, too. This process waits until the program has ended by itself.
  process.on('SIGINT', () => {});
  const { code } = await run(process.execPath, [join(folder, program), ...args], { cwd, output: 'show' });
  return typeof code === 'number' ? code : 1;
}
