import { dirname, relative, resolve, sep } from 'node:path';

/** Names for files in a table: their paths without the folder that all of them share. */
export function shortNames(files: readonly string[]): Map<string, string> {
  const folders = [...new Set(files.map((file) => resolve(dirname(file))))];
  let shared = folders[0] ?? '';
  for (const folder of folders) {
    while (shared !== dirname(shared) && folder !== shared && !folder.startsWith(shared + sep))
      shared = dirname(shared);
  }
  return new Map(files.map((file) => [file, relative(shared, resolve(file))]));
}
