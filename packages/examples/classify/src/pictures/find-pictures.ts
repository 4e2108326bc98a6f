import { readdir, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { UsageError } from 'ascend-rx/options';

const extensions = ['.jpg', '.jpeg', '.png', '.webp'];

// Sorts frame2 before frame10.
const natural = new Intl.Collator('en', { numeric: true });

/**
 * Finds picture files: a file is taken as it is given, a folder stands for the pictures directly in it, sorted by name.
 *
 * @throws UsageError if a path does not exist or a folder has no pictures
 */
export async function findPictures(paths: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const path of paths) {
    if (!(await kindOf(path)).isDirectory()) {
      found.push(path);
      continue;
    }
    const names = (await readdir(path)).filter((name) => extensions.includes(extname(name).toLowerCase()));
    if (names.length === 0)
      throw new UsageError(`no pictures (${extensions.join(', ')}) in the folder ${path}`);
    for (const name of names.sort(natural.compare)) found.push(join(path, name));
  }
  return found;
}

async function kindOf(path: string) {
  try {
    return await stat(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') throw new UsageError(`no such file or folder: ${path}`);
    throw new UsageError(`cannot read ${path}: ${code}`);
  }
}
