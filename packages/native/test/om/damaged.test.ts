// Damaged files: whatever bytes are changed or cut off, the reader describes the file or refuses it with its one error, reads
// nothing behind the end, and little of the file. The message of a failure has the seed.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { AscendRxError } from '@ascend-rx/core';
import { describe, it } from '@jest/globals';
import fc from 'fast-check';
import { changedBytes, damageSettings, splicedBytes } from '../../../../test/support/damaged-bytes.js';
import { MemoryFile } from '../../../../test/support/memory-file.js';
import { nanotrack, offlineModel } from '../../../../test/support/offline-model.js';
import { readOpened } from '../../lib/om/read-offline-model.js';

const files = {
  'a real file of 32 bits': readFileSync(
    fileURLToPath(new URL('../models/cast-conv-32bit.om', import.meta.url)),
  ),
  'a file of 64 bits': offlineModel({ ...nanotrack.head, batch: [1, 2], hw: [[1, 2]], dims: [[3]] }),
};

async function assertSafe(contents: Uint8Array): Promise<void> {
  const file = new MemoryFile(contents);
  try {
    const { inputs, outputs } = await readOpened(file.handle, 'damaged.om');
    if (!Array.isArray(inputs) || !Array.isArray(outputs)) throw new Error('no description');
  } catch (error) {
    if (!(error instanceof AscendRxError) || error.code !== 'ERR_MODEL_FILE') throw error;
    if (error.message.length > 1000) throw new Error(`a message of ${error.message.length} characters`);
  }
  // The window is read again where the reader goes back.
  if (file.bytesOut > 20 * contents.length + 4096) throw new Error(`${file.bytesOut} bytes were read`);
}

describe.each(Object.entries(files))('%s', (_name, whole) => {
  // Most of the file is never looked at: half of the changes are where it says what it is.
  const position = fc.oneof(fc.nat(Math.min(1500, whole.length) - 1), fc.nat(whole.length - 1));

  it('may have any bytes changed', async () => {
    await fc.assert(fc.asyncProperty(changedBytes(whole, position), assertSafe), damageSettings);
  });

  it('may be cut off anywhere, with a length that says so or not', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length), fc.boolean(), async (length, isHonest) => {
        const copy = Buffer.from(whole.subarray(0, length));
        if (isHonest && length >= 256) {
          copy.writeUInt32LE(length - 256, 0x4c);
          copy.writeBigUInt64LE(BigInt(length - 256), 0xb8);
        }
        await assertSafe(copy);
      }),
      damageSettings,
    );
  });

  it('may have bytes inserted or left out', async () => {
    await fc.assert(
      fc.asyncProperty(splicedBytes(whole, position), async (copy) => {
        if (copy.length >= 256) {
          copy.writeUInt32LE(copy.length - 256, 0x4c);
          copy.writeBigUInt64LE(BigInt(copy.length - 256), 0xb8);
        }
        await assertSafe(copy);
      }),
      damageSettings,
    );
  });
});

describe('any bytes behind a good header', () => {
  it('are described or refused', async () => {
    const header = files['a file of 64 bits'].subarray(0, 256);
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 2000 }), async (rest) => {
        const copy = Buffer.concat([header, rest]);
        copy.writeBigUInt64LE(BigInt(rest.length), 0xb8);
        await assertSafe(copy);
      }),
      damageSettings,
    );
  });
});
