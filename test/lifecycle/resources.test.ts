// A process that has no thread or no descriptor left when it loads a model: a typed error, and the next load works. The
// session layer and the runtime are tested call by call in packages/native/test/session/resources_test.cc.

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from '@jest/globals';
import { identity } from '../support/models.js';
import { TemporaryFolder } from '../support/temporary-folder.js';

const fileOf = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const program = fileOf('./resources.mjs');
// Built with the C++ tests.
const refuseThreads = fileOf('../../packages/native/build/test/libascend_rx_refuse_threads.so');
const folder = new TemporaryFolder();
const model = folder.write('identity.onnx', identity());
const values = [0, 1, 2, 3, 4, 5, 6, 7];

afterAll(() => folder.remove());

/** Runs the program from a shell, and gives what its two tries ended with, and what it wrote to stderr. */
function play(shell: string, env: Record<string, string>) {
  const options = { env: { ...process.env, ...env }, encoding: 'utf8' } as const;
  const { status, signal, stdout, stderr } = spawnSync('sh', ['-c', shell], options);
  expect({ status, signal }).toEqual({ status: 0, signal: null });
  const lines = stdout.trim().split('\n');
  return { ends: lines.map((line) => JSON.parse(line)), stderr };
}

const tries = (shell: string, env: Record<string, string>) => play(shell, env).ends;

describe('without a thread', () => {
  it.each([
    [1, 'to open device 0'],
    [2, `to load ${model} with 256 slots`],
  ])('the %sst start of one fails with ERR_RESOURCES', (n, purpose) => {
    const env = { LD_PRELOAD: refuseThreads, ASCEND_RX_REFUSED_THREAD: String(n) };
    const [first, second] = tries(`exec "${process.execPath}" "${program}" "${model}"`, env);
    expect(first).toMatchObject({ name: 'AscendRxError', code: 'ERR_RESOURCES' });
    expect(first.message).toContain(`Expected enough threads and memory ${purpose} but received: `);
    expect(first.message).toContain('the system gave none (Resource temporarily unavailable)');
    expect(second).toEqual(values);
  });

  // Both tries take two; then the end of the process takes one, to wait for the others.
  it('the process ends all the same', () => {
    const refused: number[] = [];
    for (const n of [3, 4, 5, 6, 7]) {
      const { ends, stderr } = play(`exec "${process.execPath}" "${program}" "${model}"`, {
        LD_PRELOAD: refuseThreads,
        ASCEND_RX_REFUSED_THREAD: String(n),
      });
      expect(ends).toHaveLength(2);
      expect(ends[0]).toEqual(values);
      if (stderr.includes('a thread was refused')) refused.push(n);
    }
    expect(refused).toEqual(expect.arrayContaining([3, 4, 5]));
  }, 60_000);
});

describe('without descriptors', () => {
  it('every load works or fails with a typed error, and the next one works', () => {
    const codes: unknown[] = [];
    const messages: string[] = [];
    for (let left = 0; left < 8; left += 1) {
      const shell = `ulimit -n 100; exec "${process.execPath}" "${program}" "${model}" ${left}`;
      const [first, second] = tries(shell, {});
      expect(second).toEqual(values);
      if (Array.isArray(first)) continue;
      messages.push(first.message);
      codes.push(first.code);
    }
    // The addon itself first, then what it opens.
    expect(codes[0]).toBe('ERR_ADDON');
    expect(messages[0]).toMatch(/too many open files/i);
    for (const code of codes) {
      expect(['ERR_ADDON', 'ERR_NO_DEVICE', 'ERR_RESOURCES', 545001, 500001, 207001]).toContain(code);
    }
  }, 60_000);

  it('a file that cannot be opened for that is no wrong path', () => {
    const shell = `ulimit -n 100; exec "${process.execPath}" "${program}" "${model}" 0 load`;
    const [first, second] = tries(shell, {});
    expect(first).toMatchObject({ name: 'AscendRxError', code: 'ERR_RESOURCES' });
    expect(first.message).toContain(
      `Expected a free file descriptor to load \`${model}\` but received: EMFILE`,
    );
    expect(second).toEqual(values);
  });
});
