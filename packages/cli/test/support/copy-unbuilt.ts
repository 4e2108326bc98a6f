import { cpSync, mkdirSync, realpathSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const workspace = (path: string) => fileURLToPath(new URL(`../../../${path}`, import.meta.url));

/** Copies the command and what it needs to `folder`, as an installation is: but nothing native has been built there. */
export function copyUnbuilt(folder: string): { folder: string; program: string } {
  const copy = (from: string, to: string, parts: readonly string[]) => {
    for (const part of parts)
      cpSync(workspace(`${from}/${part}`), join(folder, to, part), { recursive: true });
  };
  const link = (from: string, name: string) => {
    mkdirSync(join(folder, 'node_modules', name, '..'), { recursive: true });
    symlinkSync(realpathSync(workspace(from)), join(folder, 'node_modules', name));
  };
  copy('cli', 'node_modules/ascend-rx', ['package.json', 'dist', 'bin']);
  copy('native', 'node_modules/@ascend-rx/native', ['package.json', 'dist', 'include']);
  link('core', '@ascend-rx/core');
  for (const name of ['rxjs', 'leven']) link(`cli/node_modules/${name}`, name);
  link('native/node_modules/protobufjs', 'protobufjs');
  return { folder, program: join(folder, 'node_modules/ascend-rx/bin/ascend-rx.mjs') };
}
