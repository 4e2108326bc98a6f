import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Tensor } from '@ascend-rx/core';
import { UsageError } from '../../options/index.js';

/**
 * Writes outputs as files of raw little-endian values: `000000.NAME.bin` for the first inference. Writing is synchronous
 * on purpose: a disk that is slower than the device slows the pipeline down, and memory does not grow.
 */
export class OutputFolder {
  readonly #path: string;

  /** @throws UsageError if the folder does not exist and cannot be made */
  constructor(path: string) {
    this.#path = path;
    attempt(`cannot make the folder ${path}`, () => makeFolder(path));
  }

  /** @throws UsageError if a file cannot be written */
  write(index: number, outputs: Readonly<Record<string, Tensor>>): void {
    for (const [name, { data }] of Object.entries(outputs)) {
      const file = join(this.#path, `${String(index).padStart(6, '0')}.${fileName(name)}.bin`);
      attempt(`cannot write ${file}`, () => writeFileSync(file, data));
    }
  }
}

// Makes one level after another, because mkdirSync with `recursive` loops forever where the parent of a folder exists
// and mkdir fails with ENOENT, as below /proc.
function makeFolder(path: string): void {
  if (existsSync(path) && statSync(path).isDirectory()) return;
  const parent = dirname(path);
  if (!existsSync(parent)) makeFolder(parent);
  mkdirSync(path);
}

/** Writes characters that a file name cannot contain as %XX, so that different outputs have different files. */
function fileName(name: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these characters are replaced
  return name.replace(/[/\\%\u0000-\u001f]/g, encodeURIComponent);
}

function attempt(failure: string, body: () => void): void {
  try {
    body();
  } catch (error) {
    throw new UsageError(`${failure}: ${(error as Error).message}`);
  }
}
