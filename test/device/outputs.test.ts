// Large outputs: in a buffer of their own for each execution, which belongs to whoever receives it.
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from '@jest/globals';
import { batched, identity } from '../support/models.js';
import { runChild } from '../support/run-child.js';
import { TemporaryFolder } from '../support/temporary-folder.js';

const program = fileURLToPath(new URL('outputs.mjs', import.meta.url));
const folder = new TemporaryFolder();
const model = folder.write('large.onnx', identity('float32', [1, 50_000]));
const small = folder.write('small.onnx', identity());
const batches = folder.write('batches.onnx', batched([1, 2], 50_000));
afterAll(() => folder.remove());

describe('large outputs', () => {
  it.each(['device', 'host'])('are the receiver’s, in run mode %s', async (runMode) => {
    const { code, stdout, stderr } = await runChild([program, runMode, model, batches, small]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toEqual({
      right: true,
      buffers: 20,
      accounted: true,
      stillRight: true,
      emptied: true,
      rightAgain: true,
      transferred: true,
      transferredStays: true,
      batchRight: true,
      batchKept: true,
      batchReleased: true,
      lentStays: true,
      markedStays: true,
      smallRight: true,
      outlive: true,
    });
  });
});
