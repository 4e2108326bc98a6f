// What `npm start`, `npm run camera` and `npm run bench` do with their arguments, with a program and steps of the build that only print.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { root } from '../docs/support/files.js';
import { runChild } from '../support/run-child.js';
import { TemporaryFolder } from '../support/temporary-folder.js';

const folder = new TemporaryFolder();
afterAll(() => folder.remove());

folder.write('package.json', '{ "type": "module" }');
folder.write('program.js', `console.log('program', ...process.argv.slice(2)); process.exitCode = 3;`);
mkdirSync(join(folder.path, 'dist'));
folder.write(
  'dist/check-arguments.js',
  `export async function checkArguments(args) {
     console.log('check', ...args);
     return { '--help': 0, '--wrong': 1 }[args[0]];
   }`,
);
const start = folder.write(
  'start.js',
  `import { main } from ${JSON.stringify(join(root, '.tools/main.mjs'))};
   import { runBuilt } from ${JSON.stringify(join(root, '.tools/run-built.mjs'))};
   const step = (name) => async ({ scope }) => console.log([name, scope].filter(Boolean).join(' '));
   const steps = { prepare: step('everything'), prepareTypeScript: step('TypeScript'), prepareNative: step('native') };
   await main(() => runBuilt(${JSON.stringify(folder.path)}, 'program.js', 'camera', steps));`,
);

async function printed(...args: string[]) {
  const { code, stdout, stderr } = await runChild([start, ...args]);
  expect(stderr).toBe('');
  return { code, lines: stdout.trimEnd().split('\n') };
}

describe('the arguments of an npm script', () => {
  it('should be checked before native code is built', async () => {
    expect(await printed('a', 'b')).toEqual({
      code: 3,
      lines: ['TypeScript camera', 'check a b', 'native', 'program a b'],
    });
  });

  it.each([
    ['--help', 0],
    ['--wrong', 1],
  ])('should end it before anything native if they are %s', async (argument, code) => {
    expect(await printed(argument)).toEqual({ code, lines: ['TypeScript camera', `check ${argument}`] });
  });

  it('should need no check if there are none', async () => {
    expect(await printed()).toEqual({ code: 3, lines: ['everything camera', 'program'] });
  });
});
