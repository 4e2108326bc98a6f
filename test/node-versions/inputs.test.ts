// What an input may be, on several versions of Node: this one, and those whose executables ASCEND_RX_NODES names, with
// colons between them. `npm run test:nodes` installs four versions and runs this.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from '@jest/globals';
import { identity } from '../support/models.js';
import { TemporaryFolder } from '../support/temporary-folder.js';
import { nodes } from './support/nodes.js';

const folder = new TemporaryFolder();
folder.write('half.onnx', identity('float16', [1, 4]));
folder.write('large.onnx', identity('float32', [1, 3, 64, 64]));
afterAll(() => folder.remove());

const script = join(import.meta.dirname, 'inputs.mjs');
// 0.1 is not a number of float16.
const values = ['Uint16Array', 1, -2, 0.0999755859375, 65_504];

function transferMethod(major: number): string {
  if (major < 21) return 'no such method';
  return major < 24 ? 'taken away' : 'refused';
}

describe('inputs on each version of Node', () => {
  it.each(nodes)('%s', async (node) => {
    const { stdout, stderr } = await promisify(execFile)(node, [script, folder.path]);
    const { major, hasFloat16Array, ...seen } = JSON.parse(stdout);
    expect(stderr).toBe('');
    expect(hasFloat16Array).toBe(major >= 24);
    const halves = { results: Array(hasFloat16Array ? 5 : 3).fill(values), refused: 'ERR_INPUT' };
    expect(seen).toEqual({
      native: halves,
      virtual: halves,
      large: { same: true, refused: 'ERR_INPUT' },
      // See docs/memory.md.
      transfers: [major < 21 ? 'cloned' : 'refused', transferMethod(major)],
      shared: { inputs: [true, true], target: true },
    });
  });
});
