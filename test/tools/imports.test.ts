// The rules of .dependency-cruiser.mjs, over a small workspace with the same packages and folders.
import { copyFileSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it, jest } from '@jest/globals';
import { core, packages } from '../../.dependency-cruiser.mjs';
import { importsOf } from '../../.tools/check/imports.mjs';
import { TemporaryFolder } from '../support/temporary-folder.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
// dependency-cruiser takes two seconds, but minutes on a busy machine.
jest.setTimeout(300_000);

const folders: TemporaryFolder[] = [];
afterAll(() => {
  for (const folder of folders) folder.remove();
});

type Files = Readonly<Record<string, string>>;

const nameOf = (folder: string): string =>
  folder === 'cli' ? 'ascend-rx' : `@ascend-rx/${folder.replace('examples/', 'example-')}`;

/** Each package and each folder of core has one file, which imports everything that the rules permit. */
function permitted(): Files {
  const files: Record<string, string> = {};
  for (const [folder, allowed] of Object.entries(packages)) {
    files[`packages/${folder}/package.json`] = JSON.stringify({
      name: nameOf(folder),
      exports: { '.': { '@ascend-rx/source': './src/index.ts', default: './dist/index.js' } },
      dependencies: Object.fromEntries([...allowed.map(nameOf), 'rxjs'].map((name) => [name, '*'])),
    });
    files[`packages/${folder}/src/index.ts`] = allowed
      .map((other) => `export type * from '${nameOf(other)}';\n`)
      .join('');
  }
  for (const [folder, allowed] of Object.entries(core)) {
    files[`packages/core/src/${folder}/${folder}.ts`] = allowed
      .map((other) => `export type * from '../${other}/${other}.js';\n`)
      .join('');
  }
  files['packages/core/src/index.ts'] = `import { of } from 'rxjs';\nexport * from './testing/testing.js';\n`;
  files['node_modules/rxjs/package.json'] = JSON.stringify({ name: 'rxjs', main: 'index.js' });
  files['node_modules/rxjs/index.js'] = '';
  files['test/across.test.ts'] = `import '@ascend-rx/core';\n`;
  return files;
}

/** Runs dependency-cruiser over the small workspace, with these files added or replaced. `rules`: rule, file, imported file. */
async function cruise(files: Files): Promise<{ kept: boolean; log: string; rules: string[] }> {
  const folder = new TemporaryFolder();
  folders.push(folder);
  copyFileSync(join(root, '.dependency-cruiser.mjs'), join(folder.path, '.dependency-cruiser.mjs'));
  for (const [name, text] of Object.entries({ ...permitted(), ...files })) {
    mkdirSync(dirname(join(folder.path, name)), { recursive: true });
    folder.write(name, text);
  }
  mkdirSync(join(folder.path, 'node_modules/@ascend-rx'), { recursive: true });
  for (const name of Object.keys(packages)) {
    symlinkSync(join(folder.path, 'packages', name), join(folder.path, 'node_modules', nameOf(name)));
  }
  const { kept, log } = await importsOf(folder.path);
  const found = [...log.matchAll(/^ *error (.*?)\s*$/gm)].map(([, line = '']) => line);
  return { kept, log, rules: found.sort() };
}

describe('the import rules', () => {
  it('pass every import that they permit', async () => {
    expect(await cruise({})).toMatchObject({ kept: true, rules: [] });
  });

  it('find a circle of type-only imports', async () => {
    const { kept, rules } = await cruise({
      'packages/native/src/a.ts': `import type { B } from './b.js';\nexport type A = B;\n`,
      'packages/native/src/b.ts': `export type { A as B } from './a.js';\n`,
    });
    expect(kept).toBe(false);
    expect(rules).toEqual([expect.stringMatching(/^no-circle-of-files: packages\/native\/src\/[ab]\.ts/)]);
  });

  it('find every kind of import that they do not permit', async () => {
    const { kept, rules } = await cruise({
      'packages/recorder/src/a.ts': `import { b } from './b.js';\nexport const a = b;\n`,
      'packages/recorder/src/b.ts': `import { c } from './c.js';\nexport const b = c;\n`,
      'packages/recorder/src/c.ts': `import { a } from './a.js';\nexport const c = a;\n`,
      'packages/cli/src/one/first.ts': `import '../two/first.js';\n`,
      'packages/cli/src/one/second.ts': '',
      'packages/cli/src/two/first.ts': '',
      'packages/cli/src/two/second.ts': `import '../one/second.js';\n`,
      'packages/core/src/errors/up.ts': `import type { X } from '../operators/operators.js';\n`,
      'packages/core/src/model/native.ts': `import '@ascend-rx/native';\n`,
      'packages/core/src/model/index-file.ts': `export const x: import('../index.js').X = 1;\n`,
      'packages/core/src/cellar/wine.ts': '',
      'packages/cellar/src/wine.ts': '',
      'packages/core/src/util/node.ts': `import { join } from 'node:path';\n`,
      'packages/native/src/deep.ts': `export type * from '../../core/src/model/model.js';\n`,
      'packages/native/src/undeclared.ts': `import 'undeclared';\n`,
      'node_modules/undeclared/package.json': JSON.stringify({ name: 'undeclared', main: 'index.js' }),
      'node_modules/undeclared/index.js': '',
      'packages/native/src/nowhere.ts': `import './nowhere-at-all.js';\n`,
      'packages/bench/src/tested.ts': `import '../test/support.js';\n`,
      'packages/bench/test/support.ts': '',
      'test/deep.test.ts': `import '../packages/core/src/model/model.js';\n`,
    });
    expect(kept).toBe(false);
    const ofCircles = rules.filter((line) => line.startsWith('no-circle-of-'));
    expect(ofCircles.map((line) => line.replace(/\/[^/]* →$/, ' →'))).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^no-circle-of-files: packages\/recorder\/src/),
        expect.stringMatching(/^no-circle-of-folders: packages\/cli\/src/),
      ]),
    );
    expect(rules.filter((line) => !line.startsWith('no-circle-of-'))).toEqual(
      [
        'core-folder-without-rule: packages/core/src/cellar/wine.ts',
        'core-errors: packages/core/src/errors/up.ts → packages/core/src/operators/operators.ts',
        'core-imports-only-rxjs: packages/core/src/util/node.ts → path',
        'core-model: packages/core/src/model/index-file.ts → packages/core/src/index.ts',
        'no-tests-in-sources: packages/bench/src/tested.ts → packages/bench/test/support.ts',
        'no-undeclared-package: packages/native/src/undeclared.ts → node_modules/undeclared/index.js',
        'no-unknown-import: packages/native/src/nowhere.ts → ./nowhere-at-all.js',
        'package-without-rule: packages/cellar/src/wine.ts',
        'package-core: packages/core/src/model/native.ts → packages/native/src/index.ts',
        'packages-by-name: packages/native/src/deep.ts → packages/core/src/model/model.ts',
        'packages-by-name: test/deep.test.ts → packages/core/src/model/model.ts',
        'public-entries-only: packages/native/src/deep.ts → packages/core/src/model/model.ts',
        'public-entries-only: test/deep.test.ts → packages/core/src/model/model.ts',
      ].sort(),
    );
  });

  it('have a row for every package and every folder of core, and no other rows', () => {
    const below = (path: string): string[] =>
      readdirSync(join(root, path), { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map((entry) => entry.name);
    const examples = below('packages/examples').map((name) => `examples/${name}`);
    const all = [...below('packages').filter((name) => name !== 'examples'), ...examples];
    expect(Object.keys(packages).sort()).toEqual(all.sort());
    expect(Object.keys(core).sort()).toEqual(below('packages/core/src').sort());
  });
});
