import { readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { VideoError } from '../errors/video-error.js';
import type { JobInput } from '../worker/decode-job.js';

/** The most pictures of a sequence. */
const limit = 1_000_000;

/** Finds the pictures of a sequence, at the moment when it is opened: those of the pattern, from the lowest number without a gap. */
export function expandSequence(input: JobInput): JobInput {
  if (input.kind !== 'sequence') return input;
  const folder = dirname(input.pattern);
  const name = basename(input.pattern);
  const [placeholder = '', digits] = /%0?(\d*)d/.exec(name) ?? [];
  if (placeholder === '' || /%0?\d*d/.test(folder))
    throw new VideoError(
      'ERR_VIDEO_INPUT',
      `Expected one number like %03d in the name of an image sequence but received ${input.pattern}.`,
    );
  const [before = '', after = ''] = name.split(placeholder);
  const width = Number(digits || 0);
  const numberOf = (file: string) => {
    if (file.length <= before.length + after.length) return undefined;
    if (!file.startsWith(before) || !file.endsWith(after)) return undefined;
    const text = file.slice(before.length, file.length - after.length);
    const number = Number(text);
    return /^\d+$/.test(text) && String(number).padStart(width, '0') === text ? number : undefined;
  };
  const numbers = listed(folder)
    .map(numberOf)
    .filter((number) => number !== undefined)
    .sort((a, b) => a - b);
  const [first] = numbers;
  if (first === undefined)
    throw new VideoError('ERR_VIDEO_OPEN', `No file has a name like ${input.pattern}.`);
  const end = numbers.findIndex((number, i) => number !== first + i || i === limit);
  const paths = numbers
    .slice(0, end < 0 ? numbers.length : end)
    .map((number) => join(folder, before + String(number).padStart(width, '0') + after));
  // As FFmpeg reads a pattern: a percent sign that is no number is written twice.
  const plain = (text: string) => text.replaceAll('%', '%%');
  const pattern = join(plain(folder), plain(before) + placeholder + plain(after));
  return { ...input, pattern, first, paths };
}

function listed(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    throw new VideoError('ERR_VIDEO_OPEN', (error as Error).message, { cause: error });
  }
}
