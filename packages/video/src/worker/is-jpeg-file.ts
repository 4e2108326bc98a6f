import { closeSync, constants, openSync, readSync } from 'node:fs';

/**
 * Whether a file is a JPEG picture by its name and its first bytes. FFmpeg must be told so: of a picture whose end it does not
 * see in the first 2,048 bytes it believes the name, takes its reader of image sequences, and that one is not permitted.
 */
export function isJpegFile(path: string): boolean {
  if (!/\.(jpe?g|jpe|jfif)$/i.test(path)) return false;
  const first = Buffer.alloc(3);
  try {
    // A pipe without a writer would block.
    const descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      readSync(descriptor, first, 0, 3, 0);
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return false; // Who opens it says why.
  }
  return first.equals(Buffer.from([0xff, 0xd8, 0xff]));
}
