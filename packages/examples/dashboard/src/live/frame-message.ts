import type { FrameHeader } from '../protocol.js';

/** Header and picture as one message: see `protocol.ts`. */
export function frameMessage(header: FrameHeader, jpeg: Uint8Array): Buffer {
  const text = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(text.length);
  return Buffer.concat([length, text, jpeg]);
}
