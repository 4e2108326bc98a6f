// Which imports are permitted: between packages, and between the folders of core. A part of `npm test` (`--only lint`)
// checks every source with dependency-cruiser. An import of a type counts as an import.
import { existsSync, readFileSync } from 'node:fs';

/** The packages, from low to high, and the packages that each may import: by their public entries only. */
export const packages = {
  core: [],
  recorder: ['core'],
  native: ['core'],
  video: ['core', 'native'],
  cli: ['core', 'native'],
  bench: ['core', 'native', 'video', 'cli'],
  'examples/classify': ['core', 'recorder', 'native', 'cli'],
  'examples/serve': ['core', 'native', 'cli', 'examples/classify'],
  'examples/camera': ['core', 'native', 'video', 'cli', 'examples/classify'],
  'examples/watch': ['core', 'native', 'video', 'cli', 'examples/classify', 'examples/camera'],
  'examples/dashboard': [
    ...['core', 'recorder', 'native', 'video', 'cli'],
    ...['examples/classify', 'examples/camera', 'examples/watch'],
  ],
};

/** Every folder of core may import these. */
const base = ['errors', 'util'];

/**
 * The folders of packages/core/src, from low to high, and the folders that each may import: some of those listed before it.
 * A row has what the folder needs. The index files of src may import every folder, and no folder may import them.
 */
export const core = {
  errors: [],
  util: [],
  tensors: [...base],
  device: [...base, 'tensors'],
  tracing: [...base, 'tensors'],
  options: [...base, 'tensors', 'device', 'tracing'],
  ledger: [...base],
  instance: [...base, 'device'],
  scheduling: [...base, 'device', 'tracing', 'instance'],
  pipeline: [...base, 'tensors', 'device', 'tracing', 'options', 'ledger', 'instance', 'scheduling'],
  operators: [...base, 'options', 'instance', 'pipeline'],
  runner: [...base, 'tensors', 'device', 'options', 'instance', 'pipeline', 'operators'],
  model: [...base, 'tensors', 'device', 'options', 'ledger', 'scheduling', 'pipeline', 'runner'],
  infer: [...base, 'tensors', 'options', 'pipeline', 'model', 'operators'],
  testing: [...base, 'tensors', 'device', 'options', 'ledger', 'pipeline', 'model', 'infer'],
};

/** Core may import this package, and no other package or module of Node. */
const libraryOfCore = 'rxjs';

const names = alternatives(Object.keys(packages));
const allPackages = `^packages/(${names})/`;
const sources = '^packages/(examples/)?[^/]+/(src|lib|bin)/';
const coreSources = '^packages/core/src/';

assertDirection('packages', packages);
assertDirection('packages/core/src', core);

export default {
  forbidden: [
    forbid('no-circle-of-files', 'Files import each other in a circle.', {}, { circular: true }),
    {
      ...forbid(
        'no-circle-of-folders',
        'Folders import each other in a circle. A folder and its own subfolder are no circle.',
        {},
        { circular: true },
      ),
      scope: 'folder',
    },
    forbid(
      'no-unknown-import',
      'The imported file or package was not found.',
      { path: sources },
      { couldNotResolve: true },
    ),
    forbid(
      'no-undeclared-package',
      'The package is not among the dependencies in package.json.',
      { path: sources },
      // An optional peer is in a table of package.json that the tool does not know, besides.
      { dependencyTypes: ['npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['npm-peer'] },
    ),
    forbid(
      'no-tests-in-sources',
      'A source imports a test.',
      { path: sources },
      { path: '^(test|packages/(examples/)?[^/]+/test)/' },
    ),
    forbid(
      'public-entries-only',
      'A package is imported by its name and one of its entries (`exports` in its package.json), from tests too.',
      { path: `^(?:packages/)?(${names}|test)/` },
      { path: allPackages, pathNot: ['^packages/$1/', ...Object.keys(packages).flatMap(entriesOf)] },
    ),
    forbid(
      'packages-by-name',
      'A package reaches into another by a relative path.',
      { path: `^(?:packages/)?(${names}|test)/` },
      { path: allPackages, pathNot: '^packages/$1/', dependencyTypes: ['local'] },
    ),
    ...Object.entries(packages).map(([name, allowed]) =>
      forbid(
        `package-${name}`,
        `packages/${name} may import: ${allowed.join(', ') || 'no other package'}.`,
        { path: `^packages/${name}/(src|lib|bin)/` },
        { path: allPackages, pathNot: `^packages/(${alternatives([name, ...allowed])})/` },
      ),
    ),
    forbid(
      'core-imports-only-rxjs',
      `Core imports ${libraryOfCore}, and no other package or module of Node.`,
      { path: coreSources },
      { pathNot: [coreSources, `(^|/)node_modules/${libraryOfCore}/`, '^packages/'] },
    ),
    ...Object.entries(core).map(([folder, allowed]) =>
      forbid(
        `core-${folder}`,
        `${folder} may import: ${allowed.join(', ') || 'no other folder'}.`,
        { path: `${coreSources}${folder}/` },
        { path: coreSources, pathNot: `${coreSources}(${alternatives([folder, ...allowed])})/` },
      ),
    ),
  ],
  required: [
    ruled('package-without-rule', '^packages/', allPackages),
    ruled(
      'core-folder-without-rule',
      `${coreSources}[^/]+/`,
      `${coreSources}(${alternatives(Object.keys(core))})/`,
    ),
  ],
  options: {
    tsPreCompilationDeps: true, // with imports of types
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|build)/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['@ascend-rx/source', 'import', 'node', 'default'],
      extensions: ['.ts', '.mjs', '.cjs', '.js'],
    },
  },
};

function forbid(name, comment, from, to) {
  return { name, comment, severity: 'error', from, to };
}

/** Fails for every file that `path` matches and `pathNot` does not: no import can fulfil the rule. */
function ruled(name, path, pathNot) {
  const comment = 'The folder is in no table of .dependency-cruiser.mjs.';
  return { name, comment, severity: 'error', module: { path, pathNot }, to: { path: '(?!)' } };
}

function alternatives(names) {
  return names.join('|');
}

/** Throws if a row names itself or a row listed after it, since such a table would permit a circle. */
function assertDirection(where, table) {
  const rows = Object.keys(table);
  for (const [index, name] of rows.entries()) {
    const wrong = table[name].find((allowed) => !rows.slice(0, index).includes(allowed));
    if (wrong !== undefined)
      throw new Error(`${where}: ${name} may import ${wrong}, which is not listed before it`);
  }
}

/** Patterns for the source files of a package's public entries. */
function entriesOf(name) {
  const file = new URL(`packages/${name}/package.json`, import.meta.url);
  if (!existsSync(file)) return [];
  const { exports = {} } = JSON.parse(readFileSync(file, 'utf8'));
  return Object.values(exports)
    .map((entry) => entry['@ascend-rx/source'] ?? entry)
    .map((path) => `^packages/${name}/${path.replace('./', '').replaceAll('.', '\\.')}$`);
}
