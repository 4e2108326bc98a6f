// The packages of the workspace, as pnpm-workspace.yaml lists them. Why it stays: the install asks for them before pnpm is
// there.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './root.mjs';

/** @returns {string[]} the folder of every package, the root first */
export function packageFolders() {
  const list = readFileSync(join(root, 'pnpm-workspace.yaml'), 'utf8').split(/^packages:\n/m)[1] ?? '';
  const patterns = /^(?: +- .*\n)+/.exec(list)?.[0].match(/[^\s-].*/g) ?? [];
  const folders = patterns.flatMap((pattern) => {
    if (!pattern.endsWith('/*')) return [join(root, pattern)];
    const parent = join(root, pattern.slice(0, -2));
    return readdirSync(parent).map((name) => join(parent, name));
  });
  return [root, ...folders].filter((folder) => existsSync(join(folder, 'package.json')));
}
