import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { filesBelow, fingerprint, upToDate, writeStamp } from '../../.tools/fingerprint.mjs';
import { TemporaryFolder } from '../support/temporary-folder.js';

const folder = new TemporaryFolder();
afterAll(() => folder.remove());

describe('up-to-date checks', () => {
  it('should find a changed, a new and a renamed source, but not a rewritten source', () => {
    const sources = join(folder.path, 'sources');
    mkdirSync(sources);
    const now = (): string => fingerprint(filesBelow(sources));
    writeFileSync(join(sources, 'a.cc'), 'one');
    const first = now();

    writeFileSync(join(sources, 'a.cc'), 'one');
    expect(now()).toBe(first);
    writeFileSync(join(sources, 'a.cc'), 'two');
    const changed = now();
    writeFileSync(join(sources, 'b.h'), '');
    const added = now();
    rmSync(join(sources, 'b.h'));
    writeFileSync(join(sources, 'c.h'), '');
    expect(new Set([first, changed, added, now()]).size).toBe(4);
  });

  it('should leave out generated folders', () => {
    const sources = join(folder.path, 'package');
    for (const name of ['src', 'node_modules', 'dist', 'build']) {
      mkdirSync(join(sources, name), { recursive: true });
      writeFileSync(join(sources, name, 'x'), '');
    }
    expect(filesBelow(sources)).toEqual([join(sources, 'src/x')]);
  });

  it('should pass only for the same inputs, and while every output exists', () => {
    const stamp = join(folder.path, 'stamp.json');
    expect(upToDate(stamp, 'inputs')).toBe(false);
    const output = folder.write('output', '');
    writeStamp(stamp, { inputs: 'inputs', outputs: [output] });
    expect(upToDate(stamp, 'inputs')).toBe(true);
    expect(upToDate(stamp, 'other inputs')).toBe(false);
    rmSync(output);
    expect(upToDate(stamp, 'inputs')).toBe(false);
  });

  it('should treat a damaged stamp as a missing one', () => {
    expect(upToDate(folder.write('damaged.json', '{'), 'inputs')).toBe(false);
  });
});
