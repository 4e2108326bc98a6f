// What is published, and that node-av, whose binary has parts under GPL 3, is in nothing of it.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';

const root = new URL('../../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');
const lockfile = read('pnpm-lock.yaml');
const section = (name: string) =>
  lockfile.split(new RegExp(`^${name}:\\n`, 'm'))[1]?.split(/^\w+:\n/m)[0] ?? '';

/** The blocks below a heading, by their names. */
const blocks = (text: string, indent: number) =>
  new Map(
    text.split(new RegExp(`^ {${indent}}(?=\\S)`, 'm')).map((block): [string, string] => {
      const [name = ''] = block.split(/:(?:\s|$)/);
      return [name.replaceAll("'", ''), block.slice(name.length)];
    }),
  );

describe('node-av', () => {
  it('should be a dependency of nothing but tests and development', () => {
    const found: string[] = [];
    for (const [importer, text] of blocks(section('importers'), 2))
      for (const [kind, packages] of blocks(text, 4))
        if (/^ {6}'?(?:@seydx\/)?node-av/m.test(packages)) found.push(`${importer} ${kind}`);
    expect(found).toContain('packages/video devDependencies');
    expect(found.filter((each) => !each.endsWith(' devDependencies'))).toEqual([]);
  });

  it('should be a dependency of no other package', () => {
    const found: string[] = [];
    for (const [name, text] of blocks(section('snapshots'), 2))
      if (/^ {6}'?(?:@seydx\/)?node-av/m.test(text)) found.push(name);
    expect(found).toEqual(['node-av@6.1.1']);
  });

  it('should be bundled by no published package', () => {
    for (const name of ['core', 'native', 'recorder', 'cli', 'video']) {
      const manifest = JSON.parse(read(`packages/${name}/package.json`));
      expect(manifest.bundleDependencies ?? manifest.bundledDependencies).toBeUndefined();
      expect(
        Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies }).join(' '),
      ).not.toContain('node-av');
    }
  });
});

it('should be published as its own compiled JavaScript and nothing else', () => {
  const cwd = fileURLToPath(new URL('packages/video', root));
  const args = ['pack', '--dry-run', '--json', '--ignore-scripts'];
  const [tarball] = JSON.parse(
    execFileSync('npm', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
  );
  const files: string[] = tarball.files.map(({ path }: { path: string }) => path);
  const others = files.filter((path) => !/^dist\/[\w/-]+\.(js|d\.ts|js\.map)$/.test(path));
  expect(others.sort()).toEqual(['README.md', 'package.json']);
  expect(files).toContain('dist/worker/decode-worker.js');
  expect(tarball.unpackedSize).toBeLessThan(1_000_000);
});
