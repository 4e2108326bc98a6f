// A worker that is terminated never takes the process with it, whatever it is doing, and disturbs nobody: while workers
// come and go, the main thread goes on with inferences of its own.
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from '@jest/globals';
import { doubledLength } from '../support/dynamic-models.js';
import { identity } from '../support/models.js';
import { runChild } from '../support/run-child.js';
import { TemporaryFolder } from '../support/temporary-folder.js';

const programOf = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const folder = new TemporaryFolder();
const model = folder.write('identity.onnx', identity());
const dynamic = folder.write('dynamic.onnx', doubledLength());
// CI has other seeds than developers, and everybody sees which.
const seed = String(Date.now() % 100_000);

afterAll(() => folder.remove());

describe('a worker that is terminated', () => {
  // Without NODE_API_SWALLOW_UNTHROWABLE_EXCEPTIONS the first of these aborts the process.
  it('may be inside any entry of the addon', async () => {
    const { code, signal, stdout, stderr } = await runChild([
      programOf('stopping-entries.mjs'),
      model,
      dynamic,
    ]);
    const entries = stdout.trim().split('\n');
    expect({ code, signal, stderr }).toEqual({ code: 0, signal: null, stderr: '' });
    expect(entries.filter((line) => !line.endsWith(': 0'))).toEqual([]);
    expect(entries).toHaveLength(37);
  }, 120_000);

  // A sample of the sweep: see terminations.mjs.
  it.each([
    ['infer', 8],
    ['groups', 6],
    ['open', 4],
    ['load', 4],
    ['close', 6],
    ['dynamic', 6],
    ['prepare', 8],
    ['exit', 6],
  ])(
    'may be in the middle of: %s',
    async (what, count) => {
      const program = programOf('terminations.mjs');
      const ending = await runChild([program, model, what, String(count), '2', seed, dynamic]);
      expect({ seed, ...ending }).toEqual({
        seed,
        code: 0,
        signal: null,
        stdout: `${what}: ${count}\nthe process lives\n`,
        stderr: '',
      });
    },
    120_000,
  );
});
