import { basename } from 'node:path';

/** A parameter that some cameras take in the path. What follows may have any character, so all of it is left out. */
const secretParameter =
  /((?:^|[^a-z])(?:user(?:name)?|login|pass(?:word|wd|phrase)?|pwd|token|auth|secret|key)\s*(?:=|:|%3d|%3a))\S*/gi;

/** A text without what looks like a user or a password, as `password=…`. */
export const withoutSecrets = (text: string): string => text.replace(secretParameter, '$1…');

/**
 * The name of an input for page, log and metrics: an address without user, password, query and fragment, and without what looks like
 * a password in its path; of a file its name, and of an image sequence its folder, too.
 */
export function safeLabel(input: string): string {
  if (!/^[a-z][a-z0-9+.-]*:/i.test(input)) return fileLabel(input);
  if (!URL.canParse(input)) return `${input.slice(0, input.indexOf(':') + 1)}…`;
  const { protocol, host, pathname } = new URL(input);
  if (protocol === 'file:') return fileLabel(decodedPath(pathname));
  return `${protocol}//${host}${withoutSecrets(pathname)}`;
}

function fileLabel(path: string): string {
  if (path.startsWith('/dev/')) return path;
  return /%0?\d*d/.test(path) ? path.split('/').slice(-2).join('/') : basename(path);
}

function decodedPath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** Names that are all different: the second of the same name is `name (2)`. */
export function distinct(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    let each = name;
    for (let n = 2; taken.has(each); n += 1) each = `${name} (${n})`;
    taken.add(each);
    return each;
  });
}
