// What a source may be, and what is refused: everything that FFmpeg would take for an option or for a protocol of its own.
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expected } from '@ascend-rx/core/device';
import { VideoError } from '../errors/video-error.js';
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

export function parseInput(given: string | URL, options: VideoOptions): ParsedInput {
  const text = given instanceof URL ? given.href : given;
  if (typeof text !== 'string' || text === '')
    throw new TypeError(
      expected('a path, or an address of rtsp, rtsps, http, https or file', 'input', given),
    );
  const refuse = (why: string) => new VideoError('ERR_VIDEO_INPUT', `The input is refused: ${why}.`);
  if (text.startsWith('-')) throw refuse('its name begins with "-", as options do; write ./ before it');
  if (text.includes('\0') || /[\r\n]/.test(text)) throw refuse('its name has control characters');
  const [, scheme = ''] = /^([a-z][a-z0-9+.-]*)(?::|,)/i.exec(text) ?? [];
  if (scheme === '') return localInput(text, options);
  if (!/^(rtsps?|https?|file)$/i.test(scheme) || !URL.canParse(text))
    throw refuse(
      `"${scheme}" is none of rtsp, rtsps, http, https and file; write ./ before the name of a file`,
    );
  const url = new URL(text);
  if (url.protocol === 'file:') return localInput(fileURLToPath(url), options);
  const label = `${url.protocol}//${url.host}${url.pathname}`;
  const { transport = 'tcp' } = options;
  const input: JobInput = /^rtsp/.test(url.protocol)
    ? { kind: 'rtsp', url: url.href, transport }
    : { kind: 'http', url: url.href };
  return { input, live: true, label, secrets: secretsOf(url) };
}

function localInput(text: string, { fps = 25 }: VideoOptions): ParsedInput {
  const path = resolve(text);
  if (/^\/dev\/video\d+$/.test(path))
    return { input: { kind: 'device', path }, live: true, label: text, secrets: [] };
  if (!numbered.test(text)) return { input: { kind: 'file', path }, live: false, label: text, secrets: [] };
  const input: JobInput = { kind: 'sequence', pattern: path, first: 0, paths: [], fps };
  return { input, live: false, label: text, secrets: [] };
}

function secretsOf(url: URL): string[] {
  const decoded = [url.username, url.password].map((part) => decodeURIComponent(part));
  return [url.username, url.password, ...decoded, url.search].filter((secret) => secret.length > 1);
}

/** A message without what must not be in it. */
export function withoutSecrets(message: string, secrets: readonly string[]): string {
  const plain = message.replace(/(:\/\/)[^/\s@]*@/g, '$1');
  return [...secrets]
    .sort((a, b) => b.length - a.length)
    .reduce((text, secret) => text.replaceAll(secret, '…'), plain);
}
