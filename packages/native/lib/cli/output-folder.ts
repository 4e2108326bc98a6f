import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Tensor } from '@ascend-rx/core';
import { CliError } from './cli-error.js';

/**
 * Writes outputs as files of raw little-endian values, `000000.NAME.bin` and so on. Writing is synchronous on
 * purpose: a disk slower than the device holds the pipeline back, and memory stays flat.
 */
export class OutputFolder {
  readonly #path: string;

  /** @throws CliError if the folder is not there and cannot be made */
  constructor(path: string) {
    this.#path = path;
    attempt(`cannot make the folder ${path}`, () => makeFolder(path));
  }

  /** @throws CliError if a file cannot be written */
  write(index: number, outputs: Readonly<Record<string, Tensor>>): void {
    for (const [name, { data }] of Object.entries(outputs)) {
      const file = join(this.#path, `${String(index).padStart(6, '0')}.${fileName(name)}.bin`);
      attempt(`cannot write ${file}`, () => writeFileSync(file, data));
    }
  }
}

// Level by level, because mkdirSync's own `recursive` never comes back where a folder's parent exists and making
// it answers ENOENT, as under /proc.
function makeFolder(path: string): void {
  if (existsSync(path) && statSync(path).isDirectory()) return;
  const parent = dirname(path);
  if (!existsSync(parent)) makeFolder(parent);
  mkdirSync(path);
}

/** What a file name cannot hold is written as %XX, so that different outputs stay different files. */
function fileName(name: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  return name.replace(/[/\\%\u0000-\u001f]/g, encodeURIComponent);
}

function attempt(failure: string, body: () => void): void {
  try {
    body();
  } catch (error) {
    throw new CliError(`${failure}: ${(error as Error).message}`);
  }
}
