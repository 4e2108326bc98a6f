// Raw pictures with their times, as ffmpeg reads them from a pipe: Matroska (RFC 9559), the few elements that this takes.
import type { PixelFormat } from '../frames/frame-image.js';

/** Of the codec V_UNCOMPRESSED. */
const fourCharacterCodes: Readonly<Record<PixelFormat, string>> = {
  yuv420p: 'I420',
  nv12: 'NV12',
  rgb24: 'RGB\x18',
  bgr24: 'BGR\x18',
  gray: 'Y800',
};

/**
 * What stands before the first picture.
 *
 * @param duration of the last picture, in seconds. Without it some containers lose that picture
 */
export function matroskaHeader(format: PixelFormat, width: number, height: number, duration: number): Buffer {
  const video = element(
    'e0',
    element('b0', number(width)),
    element('ba', number(height)),
    element('2eb524', Buffer.from(fourCharacterCodes[format], 'latin1')),
  );
  const track = element(
    'ae',
    ...['d7', '73c5', '83'].map((id) => element(id, number(1))), // number, UID, and that it is a video
    element('86', Buffer.from('V_UNCOMPRESSED')),
    element('23e383', number(Math.round(duration * 1e9))),
    video,
  );
  return Buffer.concat([
    element('1a45dfa3', element('4282', Buffer.from('matroska'))),
    Buffer.from('1853806701ffffffffffffff', 'hex'), // a segment whose size is not known
    element('1549a966', element('2ad7b1', number(1000))), // a tick is 1,000 ns
    element('1654ae6b', track),
  ]);
}

/**
 * What stands before the bytes of a picture: a cluster for each, which has its time.
 *
 * @param time in seconds
 * @param bytes of the picture
 */
export function matroskaFrame(time: number, bytes: number): Buffer {
  const block = Buffer.concat([begin('a3', bytes + 4), Buffer.from([0x81, 0, 0, 0x80])]);
  const stamp = element('e7', number(Math.round(time * 1e6)));
  return Buffer.concat([begin('1f43b675', stamp.length + block.length + bytes), stamp, block]);
}

function element(id: string, ...content: readonly Buffer[]): Buffer {
  const bytes = content.reduce((sum, { length }) => sum + length, 0);
  return Buffer.concat([begin(id, bytes), ...content]);
}

/** An id, and a size in eight bytes. */
function begin(id: string, bytes: number): Buffer {
  const size = number(bytes);
  size[0] = 1;
  return Buffer.concat([Buffer.from(id, 'hex'), size]);
}

function number(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(value));
  return bytes;
}
