// The page docs/bundlers.md, taken at its word: its settings of esbuild and of Rollup, each on the same application. The other
// bundlers would cost an install of some 60 MB; the page names the versions that they were tried with.
import { spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { identity } from '../support/models.js';
import { TemporaryFolder } from '../support/temporary-folder.js';
import { packages, read, root } from './support/files.js';

// Each case starts processes, which other work on the machine may slow down.
jest.setTimeout(60_000);
const folder = new TemporaryFolder();
afterAll(() => folder.remove());

const application = `
  import { infer } from '@ascend-rx/core';
  import { openDevice, paths } from '@ascend-rx/native';
  import { lastValueFrom, range, toArray } from 'rxjs';

  console.log('imported');
  const refused = (error) => console.log(error.name, error.code, error.message);
  if (process.argv[3] === 'paths') try { paths(); } catch (error) { refused(error); }
  openDevice({ library: 'embedded' }).then(async (device) => {
    const model = await device.loadModel(process.argv[2]);
    const inputs = (n) => new Float32Array(16).fill(n);
    const results$ = range(4).pipe(infer(model, { inputs, callbackInterval: 2 }), toArray());
    console.log((await lastValueFrom(results$)).map(({ outputs }) => outputs.y.data[15]).join());
    await device.close();
  }).catch(refused);
`;
let model = '';

/** The settings on the page, as the files that it names. */
const settings = new Map(
  [...read('docs/bundlers.md').matchAll(/^```js\n\/\/ (\S+)\n([\s\S]*?)^```$/gm)].map(
    ([, name = '', text = '']) => [name, text],
  ),
);
const inferred = { code: 0, stdout: 'imported\n0,1,2,3\n', stderr: '' };

beforeAll(() => {
  const installed: Record<string, string> = {
    ...Object.fromEntries(packages.map((path) => [JSON.parse(read(`${path}/package.json`)).name, path])),
    ...Object.fromEntries(
      ['esbuild', 'rollup', 'rxjs', '@rollup/plugin-commonjs', '@rollup/plugin-node-resolve'].map((name) => [
        name,
        `test/node_modules/${name}`,
      ]),
    ),
  };
  for (const [name, path] of Object.entries(installed)) {
    const link = join(folder.path, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(root, path), link);
  }
  folder.write('app.js', application);
  folder.write('package.json', '{ "name": "application", "type": "module" }');
  model = folder.write('identity.onnx', identity());
});

function node(...args: string[]) {
  const {
    status: code,
    stdout,
    stderr,
  } = spawnSync(process.execPath, args, { cwd: folder.path, encoding: 'utf8' });
  return { code, stdout, stderr };
}

/** Makes a bundle by these settings, and runs it. */
function bundleAndRun(file: string, text: string, command: readonly string[], ...args: string[]) {
  const [, bundle = ''] = /'(dist\/app\.\w+)'/.exec(text) ?? [];
  const script = folder.write(file, text);
  const made = node(...command, script);
  if (made.code !== 0) throw new Error(`${file} ended with ${made.code}: ${made.stderr}`);
  return node(join(folder.path, bundle), model, ...args);
}

const commonJs = (text: string) =>
  text.replace('app.mjs', 'app.cjs').replace(/format: 'esm?'/, "format: 'cjs'");
const withoutExternal = (text: string) => text.replace(/^ *external: .*\n/m, '');

/** The bundle could be imported; `paths` and `openDevice` were refused. */
function expectRefusals({ code, stdout, stderr }: ReturnType<typeof node>) {
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const refusal =
    /^AscendRxError ERR_ADDON The code of .* runs from a bundle.*mark @ascend-rx\/native external/;
  const [imported, ...refusals] = stdout.trimEnd().split('\n');
  expect(imported).toBe('imported');
  expect(refusals).toEqual([expect.stringMatching(refusal), expect.stringMatching(refusal)]);
}

it('the page has settings for six bundlers, and each marks the package external', () => {
  expect(settings.size).toBe(6);
  for (const text of settings.values()) expect(text).toMatch(/externals?: .*'@ascend-rx\/native'/);
});

// Rollup takes seconds for each bundle: what a format changes is tested with esbuild.
describe('a bundle of Rollup', () => {
  const text = settings.get('rollup.config.mjs') ?? '';
  const command = [join(root, 'test/node_modules/rollup/dist/bin/rollup'), '--config'];

  it('should infer', () => {
    expect(bundleAndRun('rollup.config.mjs', text, command)).toEqual(inferred);
  });

  it('should say what to do if the package is inside of it', () => {
    expectRefusals(bundleAndRun('rollup.config.mjs', withoutExternal(text), command, 'paths'));
  });
});

describe('a bundle of esbuild', () => {
  const text = settings.get('build.mjs') ?? '';

  it('should infer', () => {
    expect(bundleAndRun('build.mjs', text, [])).toEqual(inferred);
  });

  it('should infer as CommonJS, where Node can require an ES module', () => {
    const ending = bundleAndRun('build.mjs', commonJs(text), []);
    const canRequire = node('-p', 'process.features.require_module').stdout === 'true\n';
    if (canRequire) expect(ending).toMatchObject({ ...inferred, stderr: expect.anything() });
    else expect(ending.stderr).toContain('ERR_REQUIRE_ESM');
  });

  it.each([
    ['an ES module', (whole: string) => whole],
    ['CommonJS', commonJs],
  ])('should say what to do if the package is inside of it: %s', (_format, change) => {
    expectRefusals(bundleAndRun('build.mjs', withoutExternal(change(text)), [], 'paths'));
  });
});
