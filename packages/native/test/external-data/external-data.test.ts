import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { externalDataNames } from '../../lib/external-data.js';

const folder = mkdtempSync(join(tmpdir(), 'ascend-rx-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The entry of an ONNX file that names a file for external data. */
function entry(name: string): Buffer {
  const { length } = Buffer.from(name);
  const size = length < 0x80 ? [length] : [(length & 0x7f) | 0x80, length >> 7];
  return Buffer.concat([Buffer.from('\x0a\x08location\x12'), Buffer.from(size), Buffer.from(name)]);
}

async function namesIn(...parts: Buffer[]): Promise<string[]> {
  const path = join(folder, 'model.onnx');
  writeFileSync(path, Buffer.concat(parts));
  await using file = await open(path);
  return await externalDataNames(file);
}

describe('the names of external data in a file', () => {
  it('are none where there is none', async () => {
    expect(await namesIn()).toEqual([]);
    expect(await namesIn(Buffer.alloc(3_000_000))).toEqual([]);
    expect(await namesIn(Buffer.from('\x0a\x08location'))).toEqual([]);
  });

  it('are each given once', async () => {
    const names = await namesIn(entry('a.data'), entry('ä/b.data'), Buffer.alloc(100), entry('a.data'));
    expect(names).toEqual(['a.data', 'ä/b.data']);
  });

  it('may be long, up to the longest path', async () => {
    const names = ['x'.repeat(127), 'x'.repeat(128), 'x'.repeat(4096)];
    expect(await namesIn(...names.map(entry))).toEqual(names);
  });

  it('are found wherever they lie, also where one read of the file ends and the next begins', async () => {
    const long = 'y'.repeat(3000);
    const [short, whole] = [entry('z.data'), entry(long)];
    for (const before of [1 << 20, 2 << 20]) {
      for (let shift = 0; shift <= whole.length; shift += 311) {
        expect(await namesIn(Buffer.alloc(before - shift), whole, short)).toEqual([long, 'z.data']);
      }
      for (let shift = 0; shift <= short.length; shift += 1) {
        expect(await namesIn(Buffer.alloc(before - shift), short)).toEqual(['z.data']);
      }
    }
  });

  it('are no names where they are cut off, empty, too long or have a zero byte', async () => {
    expect(await namesIn(entry('whole.data').subarray(0, -1))).toEqual([]);
    expect(await namesIn(entry(''))).toEqual([]);
    expect(await namesIn(entry('x'.repeat(4097)))).toEqual([]);
    expect(await namesIn(entry('a\0b'))).toEqual([]);
  });

  it('are not looked for in an offline model', async () => {
    expect(await namesIn(Buffer.from('IMOD'), entry('a.data'))).toEqual([]);
  });
});
