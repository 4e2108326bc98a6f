// A process or worker may end at any moment while native threads prepare pictures: their memory is JavaScript's.
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { runChild } from '../support/run-child.js';

const program = fileURLToPath(new URL('preparing.mjs', import.meta.url));

describe('while pictures are prepared', () => {
  it.each([
    ['exit', 'main', 7, ''],
    ['throw', 'main', 1, ''],
    ['idle', 'main', 0, '16 prepared\n'],
    ['detached', 'main', 0, '16 prepared\n'],
    ['exit', 'worker', 0, 'worker has ended: 7\n'],
    ['throw', 'worker', 0, 'worker has ended: 1\n'],
    ['idle', 'worker', 0, '16 prepared\nworker has ended: 0\n'],
    ['detached', 'worker', 0, '16 prepared\nworker has ended: 0\n'],
  ])('%s in the %s thread', async (how, where, code, output) => {
    const ending = await runChild([program, how, where]);
    expect({ code: ending.code, signal: ending.signal, stdout: ending.stdout }).toEqual({
      code,
      signal: null,
      stdout: output,
    });
    if (how === 'throw' && where === 'main') expect(ending.stderr).toContain('thrown on purpose');
    else expect(ending.stderr).toBe('');
  });
});
