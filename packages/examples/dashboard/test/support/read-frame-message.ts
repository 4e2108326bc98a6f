import type { FrameHeader } from '../../src/protocol.js';

/** Header and picture of a message, as a page reads it. */
export function readFrameMessage(message: Buffer): { header: FrameHeader; jpeg: Buffer } {
  const length = message.readUInt32LE(0);
  const header = JSON.parse(message.subarray(4, 4 + length).toString()) as FrameHeader;
  return { header, jpeg: message.subarray(4 + length) };
}
