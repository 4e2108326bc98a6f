// What a source may be, and what is refused: everything that FFmpeg would take for an option or for a protocol of its own.
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expected } from '@ascend-rx/core/device';
import { VideoError } from '../errors/video-error.js';
import { decoded } from '../util/decoded.js';
import type { JobInput } from '../worker/decode-job.js';
import type { VideoOptions } from './video-options.js';

export interface ParsedInput {
  readonly input: JobInput;
  readonly live: boolean;
  readonly label: string;
  /** Credentials and query of an address, as they may appear in messages. */
  readonly secrets: readonly string[];
}

const numbered = /%0?\d*d/;

/** Of the characters that would end a user or a password in an address. */
const encodings = '/ as %2F, # as %23, ? as %3F, \\ as %5C, @ as %40';

export function parseInput(given: string | URL, options: VideoOptions): ParsedInput {
  const text = given instanceof URL ? given.href : given;
  if (typeof text !== 'string' || text === '')
    throw new TypeError(
      expected('a path, or an address of rtsp, rtsps, http, https or file', 'input', given),
    );
  const refuse = (why: string) => new VideoError('ERR_VIDEO_INPUT', `The input is refused: ${why}.`);
  if (text.startsWith('-')) throw refuse('its name begins with "-", as options do; write ./ before it');
  if (hasControls(text)) throw refuse('its name has control characters');
  const [, scheme = ''] = /^([a-z][a-z0-9+.-]*)(?::|,)/i.exec(text) ?? [];
  if (scheme === '') return localInput(text, options);
  if (!/^(rtsps?|https?|file)$/i.test(scheme))
    throw refuse(
      `"${scheme}" is none of rtsp, rtsps, http, https and file; write ./ before the name of a file`,
    );
  if (!URL.canParse(text))
    throw refuse(
      `its address of ${scheme} cannot be read; check host and port (0 to 65535), and percent-encode user and password (${encodings})`,
    );
  const url = new URL(text);
  if (url.protocol === 'file:') return localInput(pathOf(url, refuse), options);
  // A password with / behind digits reads as a port with a path: what is secret would be part of the label.
  if (`${url.pathname}${url.search}${url.hash}`.includes('@'))
    throw refuse(
      `its address has an @ behind the host; percent-encode user and password (${encodings}), and an @ of path or query as %40`,
    );
  // Without one, programs take this machine.
  if (url.hostname === '') throw refuse('its address has no host');
  if (hasControls(decoded(url.username) + decoded(url.password)))
    throw refuse('its credentials have control characters');
  const label = `${url.protocol}//${url.host}${url.pathname}`;
  const { transport = 'tcp' } = options;
  const input: JobInput = /^rtsp/.test(url.protocol)
    ? { kind: 'rtsp', url: url.href, transport }
    : { kind: 'http', url: url.href };
  return { input, live: true, label, secrets: secretsOf(url) };
}

/** The path in an address of a file. It may have characters that the address has encoded. */
function pathOf(url: URL, refuse: (why: string) => VideoError): string {
  let path: string;
  try {
    path = fileURLToPath(url);
  } catch (error) {
    throw refuse((error as Error).message);
  }
  if (hasControls(path)) throw refuse('its name has control characters');
  return path;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const hasControls = (text: string) => /[\0-\x1f\x7f]/.test(text);

function localInput(text: string, { fps = 25 }: VideoOptions): ParsedInput {
  const path = resolve(text);
  if (/^\/dev\/video\d+$/.test(path))
    return { input: { kind: 'device', path }, live: true, label: text, secrets: [] };
  if (!numbered.test(text)) return { input: { kind: 'file', path }, live: false, label: text, secrets: [] };
  const input: JobInput = { kind: 'sequence', pattern: path, first: 0, paths: [], fps };
  return { input, live: false, label: text, secrets: [] };
}

function secretsOf(url: URL): string[] {
  const plain = [url.username, url.password].map(decoded);
  return [url.username, url.password, ...plain, url.search].filter((secret) => secret.length > 1);
}

/** A message without what must not be in it. */
export function withoutSecrets(message: string, secrets: readonly string[]): string {
  const plain = message.replace(/(:\/\/)[^/\s@]*@/g, '$1');
  return [...secrets]
    .sort((a, b) => b.length - a.length)
    .reduce((text, secret) => text.replaceAll(secret, '…'), plain);
}
