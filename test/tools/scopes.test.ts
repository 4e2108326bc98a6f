// What a command installs: `npm start` without the decoder that `npm run camera` needs.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { packagesOf, planOf } from '../../.tools/setup/scopes.mjs';
import { packageFolders } from '../../.tools/workspace.mjs';

interface Manifest {
  name: string;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
}
const manifests = new Map(
  packageFolders().map((folder) => {
    const manifest: Manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    return [manifest.name, manifest];
  }),
);
const dependenciesOf = (name: string) => {
  const { dependencies, devDependencies, optionalDependencies } = manifests.get(name) ?? {};
  return Object.keys({ ...dependencies, ...devDependencies, ...optionalDependencies });
};

/** All packages that the filters install: of the workspace, and from npm as far as the workspace asks for them. */
function installed(filters: readonly string[]): Set<string> {
  const found = new Set<string>();
  const visit = (name: string) => {
    if (found.has(name)) return;
    found.add(name);
    for (const other of dependenciesOf(name)) visit(other);
  };
  for (const filter of filters) {
    const name = filter.replace(/\.\.\.$/, '');
    expect([...manifests.keys()]).toContain(name);
    if (filter.endsWith('...')) visit(name);
    else for (const each of [name, ...dependenciesOf(name)]) found.add(each);
  }
  return found;
}

const none = () => false;

describe('what is installed', () => {
  it('should be without node-av for npm start, and with it for npm run camera, watch and dashboard', () => {
    const forStart = installed(packagesOf.example);
    expect([...forStart]).toEqual(expect.arrayContaining(['sharp', '@ascend-rx/recorder', 'fastify']));
    expect(forStart.has('node-av')).toBe(false);
    for (const scope of ['camera', 'watch', 'dashboard'] as const)
      expect([...installed(packagesOf[scope])]).toEqual(
        expect.arrayContaining(['node-av', '@ascend-rx/video']),
      );
  });

  it('should be the packages of the command and of the root', () => {
    expect(planOf('camera', none)).toEqual({
      scopes: ['camera'],
      filters: ['--filter', 'ascend-rx-workspace', '--filter', '@ascend-rx/example-camera...'],
    });
    expect(planOf('all', none)).toEqual({ scopes: ['all'], filters: [] });
  });

  it('should keep what other commands have installed', () => {
    const { scopes, filters } = planOf('camera', (scope) => scope === 'example');
    expect(scopes).toEqual(['example', 'camera']);
    expect(filters).toEqual(
      expect.arrayContaining(['@ascend-rx/example-classify...', '@ascend-rx/example-camera...']),
    );
    expect(planOf('example', (scope) => scope === 'all')).toEqual({ scopes: ['all'], filters: [] });
  });
});
