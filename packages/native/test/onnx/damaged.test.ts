// Damaged ONNX files: whatever bytes are changed, cut off or put in, the reader describes the file or refuses it with its one
// error, and reads nothing behind the end. The message of a failure has the seed.
import { encodeModel } from '@ascend-rx/native/onnx';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { changedBytes, damageSettings, splicedBytes } from '../../../../test/support/damaged-bytes.js';
import { MemoryFile } from '../../../../test/support/memory-file.js';
import { integer, message } from '../../../../test/support/offline-model.js';
import { readOnnxTensors } from '../../lib/onnx/signature/read-onnx-tensors.js';
import { Malformed } from '../../lib/reading/malformed.js';

const whole = Buffer.from(
  encodeModel({
    name: 'several',
    inputs: [
      { name: 'x', type: 'float32', dims: ['batch', 3, '', 4] },
      { name: '__proto__', type: 'int64', dims: [] },
    ],
    outputs: [{ name: 'constructor', type: 'bool', dims: ['batch'] }],
    nodes: [{ op: 'Identity', inputs: ['x'], outputs: ['y'] }],
    initializers: [{ name: 'w', type: 'float32', dims: [64], data: new Float32Array(64) }],
    metadata: { 'ascend_rx.gears': '{"batch":[1,2]}', other: 'x' },
  }),
);

async function assertSafe(contents: Uint8Array): Promise<void> {
  const file = new MemoryFile(contents);
  try {
    const { inputs, outputs } = await readOnnxTensors(file.handle);
    for (const { name, type } of [...inputs, ...outputs])
      if (typeof name !== 'string' || typeof type !== 'string') throw new Error('no description');
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    if (error.message.length > 1000) throw new Error(`a message of ${error.message.length} characters`);
  }
  // The window is read again where the reader goes back.
  if (file.bytesOut > 20 * contents.length + 4096) throw new Error(`${file.bytesOut} bytes were read`);
}

describe('an ONNX file', () => {
  const position = fc.nat(whole.length - 1);

  it('is read whole', async () => {
    const { inputs, outputs, declaredGears } = await readOnnxTensors(new MemoryFile(whole).handle);
    expect([...inputs, ...outputs].map(({ name }) => name)).toEqual(['x', '__proto__', 'constructor']);
    expect(declaredGears).toBe('{"batch":[1,2]}');
  });

  it('may have any bytes changed', async () => {
    await fc.assert(fc.asyncProperty(changedBytes(whole, position), assertSafe), damageSettings);
  });

  it('may have bytes cut off, inserted or left out', async () => {
    await fc.assert(
      fc.asyncProperty(splicedBytes(whole, position), position, async (copy, length) => {
        await assertSafe(copy);
        await assertSafe(whole.subarray(0, length));
      }),
      damageSettings,
    );
  });

  it('may be any bytes behind a version', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 2000 }), async (rest) => {
        await assertSafe(Buffer.concat([integer(1, 8), rest]));
        await assertSafe(Buffer.concat([integer(1, 8), message(7, [rest])]));
      }),
      damageSettings,
    );
  });

  it.each([
    ['inputs', Buffer.concat(new Array(5000).fill(message(11, []))), /more than 4096 inputs and outputs/],
    [
      'dims',
      message(11, [message(2, [message(1, [message(2, new Array(1025).fill(message(1, [])))])])]),
      /more than 1024 dims/,
    ],
    ['fields', Buffer.alloc(2_500_000, integer(9, 1)), /more than 1000000 fields/],
    [
      'bytes in a name',
      message(11, [message(1, [Buffer.alloc(1_100_000)])]),
      /a text of more than 1048576 bytes/,
    ],
  ])('is refused where it has too many %s', async (_, contents, problem) => {
    const file = new MemoryFile(Buffer.concat([integer(1, 8), message(7, [contents])]));
    await expect(readOnnxTensors(file.handle)).rejects.toThrow(problem);
  });
});
