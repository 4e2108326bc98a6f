// The contexts of callers (docs/contexts.md), on several versions of Node: this one, and those whose executables
// ASCEND_RX_NODES names, with colons between them. `npm run test:nodes` installs four versions and runs this.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from '@jest/globals';
import { identity } from '../support/models.js';
import { TemporaryFolder } from '../support/temporary-folder.js';
import { nodes } from './support/nodes.js';

const folder = new TemporaryFolder();
folder.write('identity.onnx', identity());
afterAll(() => folder.remove());

const script = join(import.meta.dirname, 'contexts.mjs');

describe('contexts of callers on each version of Node', () => {
  it.each(nodes)('%s', async (node) => {
    const { stdout, stderr } = await promisify(execFile)(node, [script, folder.path]);
    const { major, ...seen } = JSON.parse(stdout);
    expect(stderr).toBe('');
    const own = { pipelines: [['a'], ['b'], ['c']], calls: [1, 1, 1] };
    // Up to Node 22, `run` inside of a subscriber covers what the pipeline calls before it returns.
    expect(seen).toEqual({ native: own, virtual: own, pushed: ['outer', major >= 24 ? 'outer' : 'inner'] });
  });
});
