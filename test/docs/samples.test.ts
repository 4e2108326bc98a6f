// Every TypeScript sample of the documents and of doc comments is compiled as in a user's project, against the packages as
// they are published, and run over the virtual device and the embedded runtime. A sample that is not a whole program has a
// fence that says so: `ts fragment`.
import { execFile, spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { detector } from '../support/detector.js';
import { writeGrayVideo } from '../support/gray-video.js';
import { identity } from '../support/models.js';
import { offlineModel } from '../support/offline-model.js';
import { TemporaryFolder } from '../support/temporary-folder.js';
import { filesBelow, packages, read, root, sources } from './support/files.js';

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

/** The samples of a file; in TypeScript, those in its doc comments. */
function samplesOf(file: string): Sample[] {
  const text = read(file);
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

const documents = ['README.md', ...filesBelow('docs', '.md'), ...filesBelow('packages', 'README.md')].flatMap(
  samplesOf,
);
const comments = sources.flatMap(samplesOf);
const samples = [...documents, ...comments];
const programs = samples.filter(({ isProgram }) => isProgram);

/** Of the programs that want some. */
const argumentsOf = (text: string) =>
  text.includes('process.argv')
    ? ['classifier.onnx', join(root, 'packages/examples/classify/pictures/02.png')]
    : [];

// What a user's project has: strict, the stricter half of what projects choose besides, and nothing else of this
// repository's own settings. The declarations of the packages are checked, too, as tsc does by default.
const settings = {
  compilerOptions: {
    target: 'es2022',
    lib: ['es2023', 'esnext.disposable'],
    module: 'nodenext',
    types: ['node'],
    strict: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: false,
    rootDir: 'src',
    outDir: 'out',
  },
  include: ['src'],
};

/** What is installed in the project: the packages of this repository, and what users install beside them. */
const installed: Record<string, string> = {
  ...Object.fromEntries(packages.map((folder) => [JSON.parse(read(`${folder}/package.json`)).name, folder])),
  '@types/node': 'node_modules/@types/node',
  rxjs: 'test/node_modules/rxjs',
  'prom-client': 'packages/recorder/node_modules/prom-client',
  '@opentelemetry/api': 'packages/recorder/node_modules/@opentelemetry/api',
  sharp: 'packages/examples/classify/node_modules/sharp',
};

beforeAll(async () => {
  mkdirSync(join(folder.path, 'src'));
  for (const [name, path] of Object.entries(installed)) {
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
  folder.write('detector.onnx', identity());
  folder.write('yolo.onnx', identity('float32', [1, 3, 64, 64]));
  const metadata = { task: 'detect', names: "{0: 'person'}", imgsz: '[64, 64]' };
  // One person in the middle.
  const numbers = { 0: 32, 84: 32, 168: 16, 252: 16, 336: 0.75 };
  folder.write('yolo11n.onnx', detector({ dims: [5, 84], numbers, metadata }));
  await writeGrayVideo(join(folder.path, 'clip.mp4'), 50, 25);
  const offline = {
    inputs: [{ name: 'x', dims: [1, 16] }],
    outputs: [{ name: 'Identity:0:y', dims: [1, 16] }],
  };
  folder.write('detector.om', offlineModel(offline));
});
afterAll(() => folder.remove());

describe('samples', () => {
  it('are found in the README, the documents and the doc comments of the packages', () => {
    const files = [...new Set(samples.map(({ place }) => place.replace(/:.*/, '')))];
    const some = [
      /^README\.md$/,
      /^docs\/recording\.md$/,
      /^packages\/core\/src\/(.*\/)?infer\.ts$/,
      /^packages\/core\/src\/testing\/(.*\/)?create-virtual-device\.ts$/,
      /^packages\/native\/lib\/(.*\/)?paths\.ts$/,
      /^packages\/recorder\/README\.md$/,
      /^packages\/recorder\/src\/(.*\/)?create-recorder\.ts$/,
      /^packages\/cli\/src\/options\/parse-options\.ts$/,
    ];
    expect(some.filter((pattern) => !files.some((file) => pattern.test(file)))).toEqual([]);
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

  it.each(programs.filter(({ text }) => text.includes('process.argv')))(
    '$place runs without pictures',
    async ({ name }) => {
      const run = promisify(execFile)(
        process.execPath,
        [join(folder.path, 'out', `${name}.js`), 'classifier.onnx'],
        { cwd: folder.path, env: { ...process.env, ASCEND_RX_LIBRARY: 'embedded' } },
      );
      await expect(run).resolves.toEqual({ stdout: '', stderr: '' });
    },
  );
});
