import { readFile } from 'node:fs/promises';
import { UsageError } from 'ascend-rx/options';

/**
 * Reads labels, one per line. The last line needs no line feed.
 *
 * @throws UsageError if the file cannot be read
 */
export async function readLabels(file: string): Promise<string[]> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(
      `cannot read the labels ${file}: ${error.code === 'ENOENT' ? 'no such file' : error.code}`,
    );
  });
  const lines = text.replace(/^\ufeff/, '').split(/\r?\n/);
  while (lines.at(-1)?.trim() === '') lines.pop();
  return lines.map((line) => line.trim());
}
