// Every TypeScript sample of the documents and of core's doc comments, taken at its word: compiled as in a user's
// project, against what is published, and run if it needs nothing but core and rxjs.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Ending, runChild } from '../support/run-child.js';
import { TemporaryFolder } from '../support/temporary-folder.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = new TemporaryFolder();

interface Sample {
  /** Where it stands: the file, and the line of its first line. */
  place: string;
  /** Its file in the project, without extension. */
  name: string;
  text: string;
  /** Packages it imports that are not core or rxjs. */
  others: string[];
}

const below = (path: string, extension: string) =>
  readdirSync(join(root, path), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(extension))
    .map((file) => join(path, file));

/** The samples of a file; in TypeScript, those in its doc comments. What imports nothing is no program. */
function samplesOf(file: string): Sample[] {
  const text = readFileSync(join(root, file), 'utf8');
  const plain = file.endsWith('.ts') ? text.replace(/^ *\*(?: |$)/gm, '') : text;
  return [...plain.matchAll(/^```ts\n(.*?)^```$/gms)].flatMap(({ 1: sample = '', index }) => {
    const imported = [...sample.matchAll(/^import .* from '(.*)';$/gm)].map(([, name]) => name as string);
    if (imported.length === 0) return [];
    const line = plain.slice(0, index).split('\n').length + 1;
    return {
      place: `${file}:${line}`,
      name: `${file.replace(/\W+/g, '-')}-${line}`,
      text: sample,
      others: imported.filter((name) => !/^(@ascend-rx\/core|rxjs)(\/|$)/.test(name)),
    };
  });
}

const documents = ['README.md', ...below('docs', '.md')].flatMap(samplesOf);
const comments = below('packages/core/src', '.ts').flatMap(samplesOf);
const samples = [...documents, ...comments];

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
  '@types/node': 'node_modules/@types/node',
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
  for (const { name, text } of samples) folder.write(`src/${name}.ts`, text);
});
afterAll(() => folder.remove());

const run = (name: string): Promise<Ending> => runChild([join(folder.path, 'out', `${name}.js`)]);

describe('samples', () => {
  it('are found in the README, the documents and the doc comments', () => {
    const files = new Set(samples.map(({ place }) => place.replace(/:.*/, '')));
    expect([...files]).toEqual(expect.arrayContaining(['README.md', 'packages/core/src/infer.ts']));
    expect(documents.length).toBeGreaterThan(1);
    expect(comments.length).toBeGreaterThan(5);
  });

  it('compile', () => {
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    const { stdout, status } = spawnSync(process.execPath, [tsc, '--project', folder.path], {
      encoding: 'utf8',
    });
    expect([stdout, status]).toEqual(['', 0]);
  });

  it.each(samples.filter(({ others }) => others.length === 0))('$place runs', async ({ name }) => {
    expect(await run(name)).toMatchObject({ code: 0, signal: null, stderr: '' });
  });

  it.each(samples.filter(({ others }) => others.length > 0))(
    '$place compiles, and is not run because it needs $others',
    ({ others }) => expect(others).not.toEqual([]),
  );
});
