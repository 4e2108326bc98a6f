// The types of the files that the build does not compile: the tests of every package, and these tools. Why
// this stays: tsc compiles the projects that it is given, but does not find them in the workspace.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../root.mjs';
import { tsc } from '../setup/typescript.mjs';
import { step } from '../step.mjs';
import { packageFolders } from '../workspace.mjs';

export function checkTypes() {
  const ofPackages = packageFolders().map((folder) => join(folder, 'tsconfig.test.json'));
  const projects = [...ofPackages, join(root, 'test/tsconfig.json'), join(root, '.tools/tsconfig.json')];
  const args = [tsc, '--build', ...projects.filter((file) => existsSync(file))];
  return step('checking the types of tests and tools', process.execPath, args);
}
