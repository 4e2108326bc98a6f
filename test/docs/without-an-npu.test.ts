// The page docs/without-an-npu.md, taken at its word: its program, its command lines, its settings.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { identity } from '../support/models.js';
import { TemporaryFolder } from '../support/temporary-folder.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const page = readFileSync(join(root, 'docs/without-an-npu.md'), 'utf8');
const folder = new TemporaryFolder();

const blocks = (language: string): string[] =>
  [...page.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms'))].map(
    ([, text]) => text as string,
  );

/** Runs command lines of the page in a folder that has the program installed, as a user's would. */
const shell = (lines: string, environment: NodeJS.ProcessEnv = {}) =>
  execFileSync('sh', ['-ec', lines], {
    cwd: folder.path,
    encoding: 'utf8',
    env: { ...process.env, ...environment },
  });

beforeAll(() => {
  mkdirSync(join(folder.path, 'node_modules/.bin'), { recursive: true });
  symlinkSync(join(root, 'packages/cli/bin/ascend-rx.mjs'), join(folder.path, 'node_modules/.bin/ascend-rx'));
  folder.write('package.json', '{}');
  folder.write('recipe.cc', blocks('cpp')[0] as string);
  folder.write('model.onnx', identity());
});
afterAll(() => folder.remove());

describe('the page on running without an NPU', () => {
  it('has a program that compiles and runs as it says, without a mistake that strict checks know', () => {
    expect(shell(blocks('sh')[0] as string)).toBe('100 inferences, 34 callbacks\n');
  });

  it('has a program without warnings', () => {
    const flags = '-std=c++11 -Wall -Wextra -Wpedantic -Werror -fsyntax-only';
    expect(shell(`g++ ${flags} $(npx ascend-rx paths --cflags) recipe.cc`)).toBe('');
  });

  it('has settings for programs that cannot be changed', () => {
    expect(shell(blocks('sh')[1] as string)).toBe('100 inferences, 13 callbacks\n');
  });

  it('has settings that aclInit takes', () => {
    for (const settings of blocks('json')) {
      const { embedded } = JSON.parse(settings);
      const run = `ASCEND_RX_EMBEDDED='${JSON.stringify(embedded)}' ./recipe model.onnx 3 || true`;
      expect(shell(run, { ASCEND_RX_EMBEDDED: '' })).toMatch('3 inferences');
    }
  });

  it('names every setting there is', () => {
    const failing = `ASCEND_RX_EMBEDDED='{"none": 1}' ./recipe model.onnx 2>&1 || true`;
    const keys = /unknown key 'none'; there are (.*)/.exec(shell(failing))?.[1]?.split(', ');
    const rows = [...page.matchAll(/^\| `(\w+)` \| .* \| .* \|$/gm)].map(([, key]) => key);
    expect(rows).toEqual(keys);
  });
});
