// Motion JPEG of servers that write it in their own ways, however it is cut into chunks.
import { describe, expect, it } from '@jest/globals';
import { MultipartReader } from '../../src/worker/live/multipart-reader.js';

/** Reads a body in chunks of so many bytes. */
function read(body: string, boundary: string, size: number, limit = 1000): string[] {
  const reader = new MultipartReader(boundary, limit);
  const bytes = Buffer.from(body, 'latin1');
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; at += size)
    for (const part of reader.push(bytes.subarray(at, at + size))) parts.push(part.toString('latin1'));
  return parts;
}

describe.each([1, 3, 7, 1000])('in chunks of %d', (size) => {
  it.each([
    ['lengths', 'b', '--b\r\nContent-Length: 3\r\n\r\none\r\n--b\r\nContent-Length: 3\r\n\r\ntwo\r\n'],
    ['no lengths', 'b', '--b\r\n\r\none\r\n--b\r\nX: y\r\n\r\ntwo\r\n--b\r\n'],
    ['dashes in the boundary of the header', '--b', '--b\r\n\r\none\r\n--b\r\n\r\ntwo\r\n--b--\r\n'],
    ['a boundary that itself begins with dashes', '--b', '----b\r\n\r\none\r\n----b\r\n\r\ntwo\r\n----b\r\n'],
    ['a preamble', 'b', 'This is a camera.\r\n\r\n--b\r\n\r\none\r\n--b\r\n\r\ntwo\r\n--b'],
    ['plain line breaks', 'b', '--b\nContent-Length: 3\n\none\n--b\ncontent-length:3\n\ntwo\n'],
    ['no line break before the delimiter', 'b', '--b\r\n\r\none--b\r\n\r\ntwo--b\r\n'],
    ['a length of 0', 'b', '--b\r\nContent-Length: 0\r\n\r\n\r\n--b\r\n\r\none\r\n--b\r\n\r\ntwo\r\n--b'],
    ['an epilogue', 'b', '--b\r\n\r\none\r\n--b\r\n\r\ntwo\r\n--b--\r\nThe end of it all.'],
  ])('should be read with %s', (_name, boundary, body) => {
    expect(read(body, boundary, size)).toEqual(['one', 'two']);
  });

  it('should go on after a length that is too small', () => {
    const body = '--b\r\nContent-Length: 2\r\n\r\none\r\n--b\r\nContent-Length: 3\r\n\r\ntwo\r\n--b\r\n';
    expect(read(body, 'b', size)).toEqual(['on', 'two']);
  });

  it('should refuse a part beyond the limit', () => {
    const limit = expect.objectContaining({ code: 'ERR_VIDEO_LIMIT' });
    const long = 'x'.repeat(2000);
    expect(() => read(`--b\r\n\r\n${long}`, 'b', size)).toThrow(limit);
    expect(() => read('--b\r\nContent-Length: 1001\r\n\r\n', 'b', size)).toThrow(limit);
    expect(() => read(`--b\r\nContent-Length: ${'9'.repeat(400)}\r\n\r\n`, 'b', size)).toThrow(limit);
  });

  it('should take a delimiter without an end of headers for none', () => {
    expect(read(`--b${'x'.repeat(40_000)}--b\r\n\r\none\r\n--b`, 'b', Math.max(size, 7))).toEqual(['one']);
  });
});

it('should not hold what comes before the first part', () => {
  const reader = new MultipartReader('b', 2 ** 20);
  const before = process.memoryUsage().arrayBuffers;
  const noise = Buffer.alloc(2 ** 20, 'x');
  for (let i = 0; i < 64; i += 1) expect(reader.push(noise)).toEqual([]);
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(16 * 2 ** 20);
});

it('should look at each byte of a large part about once', () => {
  // In chunks of 1 KiB. With a new copy per chunk these would be 32 GiB.
  const chunk = Buffer.alloc(1024, 'x');
  const reader = new MultipartReader('b', 2 ** 26);
  reader.push(Buffer.from('--b\r\n\r\n'));
  const [, start] = process.hrtime();
  expect(start).toBeGreaterThanOrEqual(0);
  const { user } = process.cpuUsage();
  for (let i = 0; i < 8192; i += 1) reader.push(chunk);
  expect((process.cpuUsage().user - user) / 1000).toBeLessThan(4000);
  expect(reader.push(Buffer.from('\r\n--b'))[0]).toHaveLength(8192 * 1024);
});
