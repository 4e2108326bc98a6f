// Every TypeScript sample of the documents and of doc comments, taken at its word: compiled as in a user's project,
// against what is published, and run over the virtual device and the embedded runtime. What is not a whole program says
// so: its fence is marked as `ts fragment`.
import { execFile, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { identity } from '../support/models.js';
import { TemporaryFolder } from '../support/temporary-folder.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = new TemporaryFolder();

interface Sample {
  /** Where it stands: the file, and the line of its first line. */
  place: string;
  /** Its file in the project, without extension. */
  name: string;
  text: string;
  isFragment: boolean;
  isProgram: boolean;
}

const below = (path: string, extension: string) =>
  readdirSync(join(root, path), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(extension) && !file.includes('node_modules'))
    .map((file) => join(path, file));

/** The samples of a file; in TypeScript, those in its doc comments. */
function samplesOf(file: string): Sample[] {
  const text = readFileSync(join(root, file), 'utf8');
  const plain = file.endsWith('.ts') ? text.replace(/^ *\*(?: |$)/gm, '') : text;
  const fences = plain.matchAll(/^ *```(?:ts|typescript)\b(.*)\n([\s\S]*?)^ *```$/gm);
  return [...fences].map(({ 1: mark = '', 2: sample = '', index }) => {
    const line = plain.slice(0, index).split('\n').length + 1;
    return {
      place: `${file}:${line}`,
      name: `${file.replace(/\W+/g, '-')}-${line}`,
      text: sample,
      isFragment: mark.trim() === 'fragment',
      isProgram: /^import .* from '.*';$/m.test(sample),
    };
  });
}

const documents = ['README.md', ...below('docs', '.md'), ...below('packages', 'README.md')].flatMap(
  samplesOf,
);
const sources = ['packages/core/src', 'packages/recorder/src', 'packages/native/lib', 'packages/cli/src'];
const comments = sources.flatMap((path) => below(path, '.ts')).flatMap(samplesOf);
const samples = [...documents, ...comments];
const programs = samples.filter(({ isProgram }) => isProgram);

/** Of the programs that want some. */
const argumentsOf = (text: string) =>
  text.includes('process.argv')
    ? ['classifier.onnx', join(root, 'packages/examples/classify/pictures/02.png')]
    : [];

// What a user's project has: strict, and nothing of this repository's own settings.
const settings = {
  compilerOptions: {
    target: 'es2022',
    lib: ['es2023', 'esnext.disposable'],
    module: 'nodenext',
    types: ['node'],
    strict: true,
    skipLibCheck: true,
    rootDir: 'src',
    outDir: 'out',
  },
  include: ['src'],
};

// Installed as a user's are, from where the workspace has them.
const packages = {
  '@ascend-rx/core': 'packages/core',
  '@ascend-rx/native': 'packages/native',
  '@ascend-rx/recorder': 'packages/recorder',
  '@types/node': 'node_modules/@types/node',
  'ascend-rx': 'packages/cli',
  rxjs: 'test/node_modules/rxjs',
  sharp: 'packages/examples/classify/node_modules/sharp',
};

beforeAll(() => {
  mkdirSync(join(folder.path, 'src'));
  for (const [name, path] of Object.entries(packages)) {
    const link = join(folder.path, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(root, path), link);
  }
  folder.write('package.json', JSON.stringify({ type: 'module' }));
  folder.write('tsconfig.json', JSON.stringify(settings));
  for (const { name, text } of programs) folder.write(`src/${name}.ts`, text);
  // Under the names of models that samples load.
  folder.write('resnet50.onnx', identity());
  folder.write('identity.onnx', identity());
  folder.write('classifier.onnx', identity('float32', [1, 3, 8, 8]));
});
afterAll(() => folder.remove());

describe('samples', () => {
  it('are found in the README, the documents and the doc comments of all packages', () => {
    const files = new Set(samples.map(({ place }) => place.replace(/:.*/, '')));
    const some = [
      'README.md',
      'docs/recording.md',
      'packages/core/src/operators/infer.ts',
      'packages/recorder/README.md',
      'packages/recorder/src/create-recorder.ts',
      'packages/native/lib/paths.ts',
      'packages/cli/src/options/parse-options.ts',
    ];
    expect([...files]).toEqual(expect.arrayContaining(some));
    expect(documents.length).toBeGreaterThan(5);
    expect(comments.length).toBeGreaterThan(10);
  });

  it('are programs, or are marked as fragments', () => {
    const unclear = samples.filter(({ isProgram, isFragment }) => isProgram === isFragment);
    expect(unclear.map(({ place }) => place)).toEqual([]);
  });

  it('compile', () => {
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    const { stdout, status } = spawnSync(process.execPath, [tsc, '--project', folder.path], {
      encoding: 'utf8',
    });
    expect([stdout, status]).toEqual(['', 0]);
  });

  // In the order of the documents: one may write the model that the next one loads.
  it.each(programs)('$place runs', async ({ name, text }) => {
    const run = promisify(execFile)(
      process.execPath,
      [join(folder.path, 'out', `${name}.js`), ...argumentsOf(text)],
      { cwd: folder.path, env: { ...process.env, ASCEND_RX_LIBRARY: 'embedded' } },
    );
    // Rejects if it ends with anything but 0.
    await expect(run).resolves.toMatchObject({ stderr: '' });
    if (text.includes('process.argv')) expect((await run).stdout).toMatch(/02\.png Float32Array/);
  });
});
