// Basic and Digest authorization, of HTTP and of RTSP, which has the same.
import { createHash, randomBytes } from 'node:crypto';

export interface Credentials {
  readonly user: string;
  readonly password: string;
}

/** The credentials in an address, and the address without them. */
export function splitCredentials(address: string): { url: URL; credentials: Credentials | undefined } {
  const url = new URL(address);
  const user = decodeURIComponent(url.username);
  const password = decodeURIComponent(url.password);
  url.username = '';
  url.password = '';
  return { url, credentials: user === '' && password === '' ? undefined : { user, password } };
}

/**
 * Answers a challenge.
 *
 * @param challenges the WWW-Authenticate headers
 * @returns the Authorization header; undefined if none of the schemes is known
 */
export function authorization(
  challenges: readonly string[],
  method: string,
  uri: string,
  { user, password }: Credentials,
): string | undefined {
  const digest = challenges.find((challenge) => /^digest /i.test(challenge));
  if (digest !== undefined) {
    const answer = digestAnswer(digest, method, uri, user, password);
    if (answer !== undefined) return answer;
  }
  if (!challenges.some((challenge) => /^basic\b/i.test(challenge))) return undefined;
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}

function digestAnswer(challenge: string, method: string, uri: string, user: string, password: string) {
  const value = (name: string) =>
    new RegExp(`\\b${name}=(?:"([^"]*)"|([^\\s,]+))`, 'i').exec(challenge)?.slice(1).join('');
  const algorithm = value('algorithm') ?? 'MD5';
  const names: Record<string, string> = { MD5: 'md5', 'SHA-256': 'sha256' };
  const hashName = names[algorithm.toUpperCase()];
  if (hashName === undefined) return undefined;
  const hash = (text: string) => createHash(hashName).update(text).digest('hex');
  const realm = value('realm') ?? '';
  const nonce = value('nonce') ?? '';
  const opaque = value('opaque');
  const ha1 = hash(`${user}:${realm}:${password}`);
  const ha2 = hash(`${method}:${uri}`);
  const fields = [
    `username="${user}"`,
    `realm="${realm}"`,
    `nonce="${nonce}"`,
    `uri="${uri}"`,
    `algorithm=${algorithm}`,
  ];
  if (/\bauth\b/.test(value('qop') ?? '')) {
    const cnonce = randomBytes(8).toString('hex');
    const count = '00000001';
    fields.push(`qop=auth`, `nc=${count}`, `cnonce="${cnonce}"`);
    fields.push(`response="${hash(`${ha1}:${nonce}:${count}:${cnonce}:auth:${ha2}`)}"`);
  } else {
    fields.push(`response="${hash(`${ha1}:${nonce}:${ha2}`)}"`);
  }
  if (opaque !== undefined) fields.push(`opaque="${opaque}"`);
  return `Digest ${fields.join(', ')}`;
}
