// The end of a device does not wait for a load that would take long.
import { fileURLToPath } from 'node:url';
import { encodeModel } from '@ascend-rx/native/onnx';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { runChild } from '../support/run-child.js';
import { TemporaryFolder } from '../support/temporary-folder.js';

let folder: TemporaryFolder;

beforeEach(() => {
  folder = new TemporaryFolder();
});
afterEach(() => folder.remove());

const scalar = (name: string, type: 'int64' | 'bool' | 'float32') => ({ name, type, dims: [] });

/** As many zeros as the sum says to which `step` is added until it is at least 1: with a step of 0 it never is. */
const endless = encodeModel({
  name: 'endless',
  inputs: [scalar('step', 'float32')],
  outputs: [{ name: 'y', type: 'float32', dims: ['n'] }],
  initializers: [
    { name: 'one', type: 'float32', dims: [], data: Float32Array.of(1) },
    { name: 'zero', type: 'float32', dims: [], data: Float32Array.of(0) },
    { name: 'most', type: 'int64', dims: [], data: BigInt64Array.of(2n ** 62n) },
    { name: 'yes', type: 'bool', dims: [], data: Uint8Array.of(1) },
    { name: 'axes', type: 'int64', dims: [1], data: BigInt64Array.of(0n) },
  ],
  nodes: [
    {
      op: 'Loop',
      inputs: ['most', 'yes', 'zero'],
      outputs: ['sum'],
      attributes: {
        body: {
          graph: {
            name: 'body',
            inputs: [scalar('i', 'int64'), scalar('goes_on', 'bool'), scalar('before', 'float32')],
            outputs: [scalar('less', 'bool'), scalar('after', 'float32')],
            nodes: [
              { op: 'Add', inputs: ['before', 'step'], outputs: ['after'] },
              { op: 'Less', inputs: ['after', 'one'], outputs: ['less'] },
            ],
          },
        },
      },
    },
    { op: 'Cast', inputs: ['sum'], outputs: ['whole'], attributes: { to: 7 } },
    { op: 'Unsqueeze', inputs: ['whole', 'axes'], outputs: ['size'] },
    { op: 'ConstantOfShape', inputs: ['size'], outputs: ['y'] },
  ],
});

const identity = encodeModel({
  name: 'identity',
  inputs: [{ name: 'x', type: 'float32', dims: [4] }],
  outputs: [{ name: 'y', type: 'float32', dims: [4] }],
  nodes: [{ op: 'Identity', inputs: ['x'], outputs: ['y'] }],
});

describe('close()', () => {
  it('ends the run on zeros of a model that is loading', async () => {
    const program = fileURLToPath(new URL('close-while-loading.mjs', import.meta.url));
    const { stdout } = await runChild([
      program,
      folder.write('endless.onnx', endless),
      folder.write('identity.onnx', identity),
    ]);
    expect(JSON.parse(stdout)).toBe('ERR_CLOSED');
  });
});
