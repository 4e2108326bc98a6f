import { stat } from 'node:fs/promises';
import { UsageError } from 'ascend-rx/options';

/** Throws a UsageError unless `path` is a file. */
export async function assertFile(path: string): Promise<void> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    const missing = error.code === 'ENOENT' || error.code === 'ENOTDIR';
    throw new UsageError(missing ? `no such file: ${path}` : `cannot read ${path}: ${error.code}`);
  });
  if (!found.isFile()) throw new UsageError(`not a file: ${path}`);
}
