import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { TemporaryFolder } from '../../../../test/support/temporary-folder.js';
import { readInputs, writeInputs } from '../../src/workload/input-file.js';

const folder = new TemporaryFolder();
afterAll(() => folder.remove());

describe('the file of inputs', () => {
  const file = join(folder.path, 'inputs.bin');
  writeInputs(file, 3, 4);

  it('should have each input at a multiple of 64 bytes, in one block of memory once it is read', () => {
    expect(readFileSync(file)).toHaveLength(4 * 64);
    const inputs = readInputs(file, 3, 4);
    expect(inputs.map(({ byteOffset, length }) => [byteOffset, length])).toEqual(
      [0, 64, 128, 192].map((at) => [at, 3]),
    );
    expect(new Set(inputs.map(({ buffer }) => buffer)).size).toBe(1);
  });

  it('should hold distinct numbers from 0 to 1, the same in every run', () => {
    const numbers = readInputs(file, 3, 4).flatMap((input) => [...input]);
    expect(new Set(numbers).size).toBe(12);
    expect(Math.min(...numbers)).toBeGreaterThan(0);
    expect(Math.max(...numbers)).toBeLessThanOrEqual(1);
    const again = join(folder.path, 'again.bin');
    writeInputs(again, 3, 4);
    expect(readFileSync(again)).toEqual(readFileSync(file));
  });

  it('should be refused if it is too short', () => {
    expect(() => readInputs(file, 3, 5)).toThrow(`expected 320 bytes of inputs in ${file} but found 256`);
  });
});
