// The page docs/options.md has a row for every option, and names tests that exist and use it.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from '@jest/globals';

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (file: string) => readFileSync(join(root, file), 'utf8');
const rows = [...read('docs/options.md').matchAll(/^\| `(\w+)` \|(.*)\|$/gm)].map(
  ([, option = '', rest = '']) => ({
    option,
    cells: rest.split('|').map((cell) => cell.trim()),
  }),
);

it('has every option of infer', () => {
  const [, list = ''] =
    /const optionNames = \[([^\]]*)\]/.exec(read('packages/core/src/infer-settings.ts')) ?? [];
  const options = [...list.matchAll(/'(\w+)'/g)].map(([, name]) => name);
  expect(options.length).toBeGreaterThan(10);
  expect(rows.map(({ option }) => option)).toEqual(expect.arrayContaining(options));
});

it('says for each of them where it is tested, on the virtual device and elsewhere', () => {
  for (const { option, cells } of rows) {
    expect({ option, cells: cells.length }).toEqual({ option, cells: 4 });
    for (const cell of cells.slice(2)) {
      const files = [...cell.matchAll(/`([\w/.-]+\.test\.ts)`/g)].map(([, file]) => file as string);
      const missing = files.filter(
        (file) => !existsSync(join(root, 'packages/core/test', file)) && !existsSync(join(root, file)),
      );
      expect({ option, missing }).toEqual({ option, missing: [] });
      expect(files.length > 0 || /^(conformance|core alone)$/.test(cell)).toBe(true);
    }
  }
});

it('says conformance only of options that a case of the suite uses', () => {
  const folder = 'packages/core/src/testing/conformance/topics';
  const cases = readdirSync(join(root, folder)).map((file) => read(join(folder, file)));
  const code = cases.join('\n').replace(/\/\/[^\n]*|\/\*.*?\*\/|'[^']*'/gms, '');
  const claimed = rows.filter(({ cells }) => cells.at(-1)?.startsWith('conformance'));
  expect(claimed.length).toBeGreaterThan(10);
  // As a property, or short for one.
  const unused = claimed.filter(({ option }) => !new RegExp(`[{,\\s]${option}\\s*[:,}]`).test(code));
  expect(unused.map(({ option }) => option)).toEqual([]);
});

it('names test files that use the option', () => {
  for (const { option, cells } of rows) {
    const files = cells.slice(2).flatMap((cell) => [...cell.matchAll(/`([\w/.-]+\.test\.ts)`/g)]);
    const silent = files
      .map(([, file = '']) => file)
      .filter((file) => {
        const path = existsSync(join(root, 'packages/core/test', file)) ? `packages/core/test/${file}` : file;
        return !new RegExp(`\\b${option}\\b`).test(read(path));
      });
    expect({ option, silent }).toEqual({ option, silent: [] });
  }
});
