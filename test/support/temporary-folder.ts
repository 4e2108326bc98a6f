import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder for one test file's models and outputs. Remove it in `afterAll`. */
export class TemporaryFolder {
  readonly path = mkdtempSync(join(tmpdir(), 'ascend-rx-'));

  /** Writes a file and returns its path. */
  write(name: string, bytes: Uint8Array | string): string {
    const file = join(this.path, name);
    writeFileSync(file, bytes);
    return file;
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}
