export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

const pngBegins = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');

/**
 * The size that an encoded JPEG or PNG picture says it has; undefined for anything else. Their decoders forget the size of a
 * picture that is too large for them.
 */
export function pictureSize(encoded: Buffer): PictureSize | undefined {
  if (encoded.length >= 24 && encoded.subarray(0, 8).equals(pngBegins))
    return { width: encoded.readUInt32BE(16), height: encoded.readUInt32BE(20) };
  return encoded[0] === 0xff && encoded[1] === 0xd8 ? jpegSize(encoded) : undefined;
}

/** Goes from segment to segment: each is 0xff, its kind, and its length, which counts its own two bytes. */
function jpegSize(encoded: Buffer): PictureSize | undefined {
  for (let at = 2; at + 9 <= encoded.length; at += 2 + encoded.readUInt16BE(at + 2)) {
    if (encoded[at] !== 0xff) return undefined;
    const kind = encoded[at + 1] as number;
    // 0xc4, 0xc8 and 0xcc are tables and an extension; the others begin a frame.
    if (kind === 0xc0 || (kind > 0xc0 && kind <= 0xcf && kind % 4 !== 0))
      return { width: encoded.readUInt16BE(at + 7), height: encoded.readUInt16BE(at + 5) };
  }
  return undefined;
}
