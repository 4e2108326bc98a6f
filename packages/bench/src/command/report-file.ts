import { appendFileSync, writeFileSync } from 'node:fs';
import { UsageError } from 'ascend-rx/options';

/**
 * A path that cannot be written is an error at once, not after minutes. What the file contains is kept.
 *
 * @throws UsageError if the report cannot be written to `file`
 */
export function assertWritable(file: string): void {
  attempt(() => appendFileSync(file, ''));
}

/** @throws UsageError if the report cannot be written to `file` */
export function writeReport(file: string, page: string): void {
  attempt(() => writeFileSync(file, page));
}

function attempt(write: () => void): void {
  try {
    write();
  } catch (error) {
    throw new UsageError(`the report cannot be written: ${(error as Error).message}`);
  }
}
