import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { runChild } from '../../../test/support/run-child.js';
import { TemporaryFolder } from '../../../test/support/temporary-folder.js';
import { copyUnbuilt } from './support/copy-unbuilt.js';
import { program, runCli, runForJson } from './support/run-cli.js';

const folder = new TemporaryFolder();
afterAll(() => folder.remove());

describe('ascend-rx', () => {
  it.each(['--help', '-h', 'help'])('should list its commands: %s', async (option) => {
    const { code, stdout } = await runCli(option);
    expect(code).toBe(0);
    for (const command of ['paths', 'inspect MODEL', 'doctor MODEL', 'run MODEL', 'help [COMMAND]'])
      expect(stdout).toContain(`\n  ${command} `);
  });

  it('should explain every option of a command', async () => {
    const { code, stdout } = await runCli('run', '--help');
    expect(code).toBe(0);
    for (const option of [
      'input',
      'execute-times',
      'callback-interval',
      'max-in-flight',
      'output',
      'seed',
      'json',
    ]) {
      expect(stdout).toContain(`\n  --${option}`);
    }
  });

  it.each([
    ['help', 'run'],
    ['--help', 'run'],
    ['-h', 'run'],
    ['run', '-h'],
  ])('should explain a command: %s %s', async (...args) => {
    expect(await runCli(...args)).toEqual(await runCli('run', '--help'));
  });

  it('should print its version', async () => {
    const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
    expect(await runCli('--version')).toMatchObject({ code: 0, stdout: `${version}\n` });
  });
});

describe('ascend-rx before the build', () => {
  it('should say in one line what is missing', async () => {
    const bin = join(folder.path, 'unbuilt/bin');
    mkdirSync(bin, { recursive: true });
    const copy = join(bin, 'ascend-rx.mjs');
    copyFileSync(program, copy);
    const { code, stdout, stderr } = await runChild([copy, 'paths']);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toBe(
      'ascend-rx: this package has not been built; in the repository of ascend-rx, run: npm run build\n',
    );
  });
});

describe('ascend-rx paths', () => {
  it('should name what is there, by absolute paths', async () => {
    const paths = await runForJson('paths');
    expect(Object.keys(paths)).toEqual(['include', 'library', 'onnxruntime', 'addon']);
    for (const path of Object.values(paths).map(String)) {
      expect(isAbsolute(path)).toBe(true);
      expect(existsSync(path)).toBe(true);
    }
    expect(existsSync(join(String(paths.include), 'acl/acl.h'))).toBe(true);
  });

  it('should print flags for a compiler and for a linker', async () => {
    const { include, library } = await runForJson('paths');
    const folder = dirname(String(library));
    expect(await runCli('paths', '--cflags')).toMatchObject({ code: 0, stdout: `-I${include}\n` });
    expect(await runCli('paths', '--libs')).toMatchObject({
      code: 0,
      stdout: `-L${folder} -lascendcl -Wl,-rpath,${folder}\n`,
    });
  });

  it('should be readable without --json', async () => {
    const { code, stdout } = await runCli('paths');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^library +\/.*\/libascendcl\.so$/m);
  });
});

describe('ascend-rx paths without a native build', () => {
  const unbuilt = copyUnbuilt(join(folder.path, 'installed'));
  const native = join(unbuilt.folder, 'node_modules/@ascend-rx/native');
  const remedy = `run "npx cmake-js compile" in ${native}`;

  it('should say what is not built, and how to build it', async () => {
    const { code, stdout, stderr } = await runChild([unbuilt.program, 'paths']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain(`library      not built (${remedy}): ${native}/build/Release/libascendcl.so\n`);
    expect(stdout).toContain(`addon        not built (${remedy}): ${native}/build/Release/ascend_rx.node\n`);
    expect(stdout).toMatch(/^include +\/.*\/include\/$/m);
  });

  it('should have null in its JSON for what is not there', async () => {
    const { stdout } = await runChild([unbuilt.program, 'paths', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({
      include: join(native, 'include/'),
      library: null,
      addon: null,
    });
  });

  it('should print the flags for headers, and refuse those for a library that is not there', async () => {
    expect(await runChild([unbuilt.program, 'paths', '--cflags'])).toMatchObject({
      code: 0,
      stdout: `-I${join(native, 'include/')}\n`,
    });
    expect(await runChild([unbuilt.program, 'paths', '--cflags', '--libs'])).toMatchObject({
      code: 1,
      stdout: '',
      stderr: `ascend-rx: the embedded runtime has not been built: ${remedy}; there is no ${native}/build/Release/libascendcl.so\n`,
    });
  });
});
