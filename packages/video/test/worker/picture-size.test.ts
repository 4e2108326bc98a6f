// The size of an encoded picture, for those that a decoder refuses.
import { describe, expect, it } from '@jest/globals';
import { pictureSize } from '../../src/worker/node-av/picture-size.js';

/** The beginning of a frame, of this kind, after a segment that is none. */
const jpeg = (kind: number) =>
  Buffer.from([
    ...[0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2],
    ...[0xff, 0xc4, 0, 11, 9, 9, 9, 9, 9, 9, 9, 9, 9],
    ...[0xff, kind, 0, 17, 8, 2, 1, 4, 3, 3, 0],
  ]);
const png = Buffer.from([
  ...[0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52],
  ...[0, 1, 0, 2, 0, 0, 3, 4],
]);

describe('pictureSize', () => {
  it.each([
    ['a baseline JPEG', jpeg(0xc0), { width: 0x403, height: 0x201 }],
    ['a progressive JPEG', jpeg(0xc2), { width: 0x403, height: 0x201 }],
    ['a PNG', png, { width: 0x10002, height: 0x304 }],
  ])('should read that of %s', (_name, bytes, size) => {
    expect(pictureSize(bytes)).toEqual(size);
  });

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['text', Buffer.from('This is not a picture, and is long enough.')],
    ['a JPEG that is cut off', jpeg(0xc0).subarray(0, 27)],
    ['a JPEG without a frame', jpeg(0xe1)],
    [
      'a JPEG with something between its segments',
      Buffer.from([0xff, 0xd8, 1, 2, 0xff, 0xc0, 0, 17, 8, 2, 1, 4, 3]),
    ],
    ['a PNG that is cut off', png.subarray(0, 23)],
  ])('should not be known of %s', (_name, bytes) => {
    expect(pictureSize(bytes)).toBeUndefined();
  });
});
