// Types of what the build does not compile: the tests of every package, and these tools.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../root.mjs';
import { tsc } from '../setup/typescript.mjs';
import { step } from '../step.mjs';
import { packageFolders } from '../workspace.mjs';

export async function checkTypes() {
  const ofPackages = packageFolders().map((folder) => join(folder, 'tsconfig.test.json'));
  const projects = [...ofPackages, join(root, 'test/tsconfig.json'), join(root, '.tools/tsconfig.json')];
  const references = projects.filter((file) => existsSync(file));
  for (const project of references) {
    const name = project.slice(root.length + 1);
    await step(`checking types of ${name}`, process.execPath, [tsc, '--project', project]);
  }
}
