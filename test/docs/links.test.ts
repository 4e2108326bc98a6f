// Documents name files and sections that exist: relative links of all documents, and the paths in ARCHITECTURE.md.
import { dirname, join, normalize } from 'node:path';
import { expect, it } from '@jest/globals';
import { exists, filesBelow, read } from './support/files.js';

const documents = [
  ...['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'DECISIONS.md', 'CHANGELOG.md'],
  ...filesBelow('docs', '.md'),
  ...filesBelow('packages', 'README.md'),
];

/** A document without its code blocks. */
const prose = (file: string) => read(file).replace(/^ *```[\s\S]*?^ *```$/gm, '');

/** The anchors of a document, as GitHub makes them of its headings. */
const anchors = (file: string) =>
  [...prose(file).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );

it('every relative link of a document leads to a file, and to a section of it', () => {
  const links = documents.flatMap((file) =>
    [...prose(file).matchAll(/\]\(([^)\s]+)\)/g)]
      .map(([, target = '']) => target)
      .filter((target) => !/^[a-z]+:/.test(target))
      .map((target) => ({ file, target })),
  );
  expect(links.length).toBeGreaterThan(50);
  const broken = links.filter(({ file, target }) => {
    const [path = '', anchor] = target.split('#');
    const to = path === '' ? file : normalize(join(dirname(file), path));
    return !exists(to) || (anchor !== undefined && !anchors(to).includes(anchor));
  });
  expect(broken).toEqual([]);
});

// --- ARCHITECTURE.md ---

const architecture = prose('ARCHITECTURE.md');

it('every path in ARCHITECTURE.md exists', () => {
  // In `Where to look` and the glossary, paths begin with the name of a package.
  const paths = [...architecture.matchAll(/`([\w./-]+\/[\w./-]*)`/g)].map(([, path]) => path as string);
  const inPackages = paths.filter((path) => /^(core|recorder|native|video|cli|bench|examples)\//.test(path));
  const others = paths.filter((path) => /^(packages|docs|test|\.tools)\//.test(path));
  expect(inPackages.length).toBeGreaterThan(50);
  const missing = [...inPackages.map((path) => `packages/${path}`), ...others].filter(
    (path) => !exists(path),
  );
  expect(missing).toEqual([]);
});

it('every file that a table of ARCHITECTURE.md names in a folder exists', () => {
  const section = (heading: string) =>
    architecture.split(/^#+ /m).find((part) => part.startsWith(`${heading}\n`)) ?? '';
  const core = section('Core');
  const folders = [...core.matchAll(/^\| `(\w+)\/` \| [^|]+ \| (.*) \|$/gm)].flatMap(
    ([, folder = '', cell = '']) => namesIn(cell).map((name) => `packages/core/src/${folder}/${name}`),
  );
  const pipeline = [...core.matchAll(/^\| (`[a-z][^|]*`) \| [^|]+ \|$/gm)].flatMap(([, cell = '']) =>
    namesIn(cell).map((name) => `packages/core/src/pipeline/${name}`),
  );
  expect(folders.length).toBeGreaterThan(40);
  expect(pipeline.length).toBeGreaterThan(15);
  const missing = [...folders, ...pipeline].filter(
    (path) => !exists(path.endsWith('/') ? path : `${path}.ts`),
  );
  expect(missing).toEqual([]);
});

const namesIn = (cell: string) => [...cell.matchAll(/`([a-z][\w-]*\/?)`/g)].map(([, name]) => name as string);
