// Basic and Digest authorization, of HTTP and of RTSP, which has the same.
import { createHash, randomBytes } from 'node:crypto';
import { decoded } from '../../util/decoded.js';

export interface Credentials {
  readonly user: string;
  readonly password: string;
}

/** The credentials in an address, and the address without them. */
export function splitCredentials(address: string): { url: URL; credentials: Credentials | undefined } {
  const url = new URL(address);
  const user = decoded(url.username);
  const password = decoded(url.password);
  url.username = '';
  url.password = '';
  url.hash = '';
  return { url, credentials: user === '' && password === '' ? undefined : { user, password } };
}

/**
 * Answers a challenge.
 *
 * @param challenges the WWW-Authenticate headers
 * @param count how many answers the nonce of these challenges has had, with this one
 * @returns the Authorization header; undefined if none of the schemes is known
 */
export function authorization(
  challenges: readonly string[],
  method: string,
  uri: string,
  credentials: Credentials,
  count = 1,
): string | undefined {
  // A header may have several of them.
  const each = challenges.flatMap((header) => header.split(/,\s*(?=(?:digest|basic)\s)/i));
  for (const challenge of each.filter((one) => /^digest\s/i.test(one))) {
    const answer = digestAnswer(challenge, method, uri, credentials, count);
    if (answer !== undefined) return answer;
  }
  if (!each.some((challenge) => /^basic\b/i.test(challenge))) return undefined;
  return `Basic ${Buffer.from(`${credentials.user}:${credentials.password}`).toString('base64')}`;
}

const hashNames: Readonly<Record<string, string>> = { MD5: 'md5', 'SHA-256': 'sha256' };

function digestAnswer(
  challenge: string,
  method: string,
  uri: string,
  { user, password }: Credentials,
  count: number,
): string | undefined {
  const value = parameters(challenge);
  const algorithm = value.get('algorithm') ?? 'MD5';
  const [, base = '', session] = /^(.*?)(-sess)?$/i.exec(algorithm) ?? [];
  const hashName = hashNames[base.toUpperCase()];
  const qop = value.get('qop')?.split(/[\s,]+/);
  if (hashName === undefined || (qop !== undefined && !qop.includes('auth'))) return undefined;
  const hash = (text: string) => createHash(hashName).update(text).digest('hex');
  const realm = value.get('realm') ?? '';
  const nonce = value.get('nonce') ?? '';
  const opaque = value.get('opaque');
  const cnonce = randomBytes(8).toString('hex');
  const secret = hash(`${user}:${realm}:${password}`);
  const ha1 = session === undefined ? secret : hash(`${secret}:${nonce}:${cnonce}`);
  const ha2 = hash(`${method}:${uri}`);
  const fields = [`username=${quoted(user)}`, `realm=${quoted(realm)}`, `nonce=${quoted(nonce)}`];
  fields.push(`uri="${uri}"`, `algorithm=${algorithm}`);
  if (qop === undefined) {
    fields.push(`response="${hash(`${ha1}:${nonce}:${ha2}`)}"`);
    if (session !== undefined) fields.push(`cnonce="${cnonce}"`);
  } else {
    const nc = count.toString(16).padStart(8, '0');
    fields.push('qop=auth', `nc=${nc}`, `cnonce="${cnonce}"`);
    fields.push(`response="${hash(`${ha1}:${nonce}:${nc}:${cnonce}:auth:${ha2}`)}"`);
  }
  if (opaque !== undefined) fields.push(`opaque=${quoted(opaque)}`);
  return `Digest ${fields.join(', ')}`;
}

/** The parameters of a challenge by their names in small letters, without quotes. */
function parameters(challenge: string): ReadonlyMap<string, string> {
  const pairs = challenge.matchAll(/([\w-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))/g);
  return new Map(
    [...pairs].map(([, name = '', text, plain = '']) => [
      name.toLowerCase(),
      text?.replace(/\\(.)/g, '$1') ?? plain,
    ]),
  );
}

const quoted = (text: string) => `"${text.replace(/["\\]/g, '\\$&')}"`;
