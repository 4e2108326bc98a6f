// TypeScript to dist, for every package whose dependencies are installed. Why this stays: without --force, tsc does not notice
// deleted outputs, and a part of the packages can be installed.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../root.mjs';
import { step } from '../step.mjs';

/** The TypeScript compiler's entry point, for `node`. */
export const tsc = join(root, 'node_modules/typescript/bin/tsc');

/** Compiles the installed packages, in about two seconds. */
export const buildTypeScript = () =>
  step('compiling TypeScript', process.execPath, [tsc, '--build', '--force', ...installedProjects()]);

/** @returns {string[]} folders of the projects that tsconfig.json lists */
function installedProjects() {
  /** @type {{ references: { path: string }[] }} */
  const { references } = JSON.parse(readFileSync(join(root, 'tsconfig.json'), 'utf8'));
  return references
    .map(({ path }) => join(root, path))
    .filter((folder) => existsSync(join(folder, 'node_modules')));
}
