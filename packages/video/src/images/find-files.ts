import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Finds the files of a pattern, in the order of their names. `*` and `?` stand for characters of a name, `**` for any
 * folders, `{a,b}` for one of several. What begins with a dot is found only by a pattern that does.
 */
export function findFiles(pattern: string): string[] {
  const files = alternatives(pattern).flatMap((each) => {
    const parts = each.split('/').filter((part, i) => part !== '' || i === 0);
    return search(parts[0] === '' ? '/' : '', parts[0] === '' ? parts.slice(1) : parts);
  });
  return [...new Set(files)].sort();
}

function alternatives(pattern: string): string[] {
  const match = /^(.*?)\{([^{}]*)\}(.*)$/s.exec(pattern);
  if (match === null) return [pattern];
  const [, before = '', list = '', after = ''] = match;
  return list.split(',').flatMap((each) => alternatives(before + each + after));
}

function search(folder: string, [part = '', ...rest]: readonly string[]): string[] {
  if (part === '**') {
    const below = entries(folder).filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'));
    const deeper = below.flatMap(({ name }) => search(join(folder, name), [part, ...rest]));
    return rest.length === 0 ? deeper : [...search(folder, rest), ...deeper];
  }
  // Folders that the pattern names need not be listed.
  if (rest.length > 0 && !/[*?]/.test(part)) return search(join(folder, part), rest);
  const matches = nameMatcher(part);
  return entries(folder)
    .filter(({ name }) => matches(name))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (rest.length > 0) return entry.isFile() ? [] : search(path, rest);
      return entry.isDirectory() ? [] : [path];
    });
}

function nameMatcher(part: string): (name: string) => boolean {
  const source = part
    .replace(/[.+^$()|[\]\\{}]/g, '\\$&')
    .replaceAll('*', '[^/]*')
    .replaceAll('?', '[^/]');
  const expression = new RegExp(`^${source}$`);
  return (name) => expression.test(name) && (part.startsWith('.') || !name.startsWith('.'));
}

function entries(folder: string) {
  try {
    return readdirSync(folder === '' ? '.' : folder, { withFileTypes: true });
  } catch {
    return []; // not a folder, or not ours to read
  }
}
