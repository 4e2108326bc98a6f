import { basename } from 'node:path';
import { withoutCredentials } from 'ascend-rx/options';

/** A parameter that some cameras take in the path. What follows may have any character, so all of it is left out. */
const secretParameter = /(?:user|usr|login|pass|psw|psk|pw|token|auth|secret|key|credential)\w*\s*[=:]/i;

/** A text without what looks like a user or a password: what is before an `@`, and what follows `password=` up to a blank. */
export const withoutSecrets = (text: string): string => withoutCredentials(text).replace(/\S+/g, safeWord);

/** The host is kept, also if it is `monkey:8554`, and so are the punctuation marks at the end. */
function safeWord(word: string): string {
  const [authority = ''] = /^[^/]*:\/\/[^/]*/.exec(word) ?? [];
  const [end = ''] = /[.,:;"')\]]*$/.exec(word.slice(authority.length)) ?? [];
  const rest = word.slice(authority.length, word.length - end.length);
  return `${authority}${safePath(rest)}${end}`;
}

function safePath(path: string): string {
  const cuts: number[] = [];
  const found = secretParameter.exec(path);
  if (found !== null) cuts.push(found.index + found[0].length);
  // The name may be spelled with percent signs. Then it is behind the first of them.
  const plain = fullyDecoded(path);
  if (plain !== path && secretParameter.test(plain)) cuts.push(path.indexOf('%'));
  const cut = Math.min(...cuts);
  return cut < path.length ? `${path.slice(0, cut)}…` : path;
}

/** Also of what is encoded several times, and of what encodes no text. */
function fullyDecoded(text: string): string {
  const plain = text.replace(/%([0-9a-f]{2})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
  return plain === text ? text : fullyDecoded(plain);
}

/**
 * The name of an input for page, log and metrics: an address without user, password, query and fragment, and without what looks like
 * a password in its path; of a file its name, and of an image sequence its folder, too. Of an address that is refused the protocol
 * alone is shown.
 */
export function safeLabel(input: string): string {
  if (!/^[a-z][a-z0-9+.-]*:/i.test(input)) return fileLabel(input);
  const nothing = `${input.slice(0, input.indexOf(':') + 1)}…`;
  if (!URL.canParse(input)) return nothing;
  const { protocol, host, pathname, search, hash } = new URL(input);
  if (protocol === 'file:') return fileLabel(decodedPath(pathname) ?? pathname);
  if (`${pathname}${search}${hash}`.includes('@')) return nothing;
  const isClear = decodedPath(pathname) !== undefined && !fullyDecoded(pathname).includes('@');
  return `${protocol}//${host}${isClear ? safePath(pathname) : '/…'}`;
}

function fileLabel(path: string): string {
  if (path.startsWith('/dev/')) return path;
  const plain = withoutCredentials(path);
  return /%0?\d*d/.test(plain) ? plain.split('/').slice(-2).join('/') : basename(plain);
}

function decodedPath(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
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
