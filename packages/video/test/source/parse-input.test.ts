// What a source may be, and what is refused. The refused names are harmless: nothing opens them.
import { resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { fromVideo } from '../../src/index.js';
import { parseInput, withoutSecrets } from '../../src/source/parse-input.js';

describe('an input', () => {
  it.each([
    ['clip.mp4', { kind: 'file', path: resolve('clip.mp4') }],
    ['./-clip.mp4', { kind: 'file', path: resolve('-clip.mp4') }],
    ['./a:b.mp4', { kind: 'file', path: resolve('a:b.mp4') }],
    ['file:///videos/a%20b.mp4', { kind: 'file', path: '/videos/a b.mp4' }],
    ['frames/%03d.jpg', { kind: 'sequence', pattern: resolve('frames/%03d.jpg') }],
    ['/dev/video2', { kind: 'device', path: '/dev/video2' }],
    ['rtsp://camera/1', { kind: 'rtsp', url: 'rtsp://camera/1', transport: 'tcp' }],
    ['http://camera/stream', { kind: 'http', url: 'http://camera/stream' }],
    ['http://u:1%2F2%40@camera/%40x?a=%40', { kind: 'http', url: 'http://u:1%2F2%40@camera/%40x?a=%40' }],
  ])('should be read: %s', (input, expected) => {
    expect(parseInput(input, {}).input).toMatchObject(expected);
  });

  it('should be live for addresses and devices', () => {
    const live = (input: string) => parseInput(input, {}).live;
    expect(['rtsp://c/1', 'https://c/1', '/dev/video0', 'a.mp4', '%d.png'].map(live)).toEqual([
      ...[true, true, true, false, false],
    ]);
  });

  it.each([
    ['-i', 'begins with "-"'],
    ['-clip.mp4', 'begins with "-"'],
    ['concat:a.mp4|b.mp4', '"concat" is none of'],
    ['subfile,,start,0,end,9,,:a.mp4', '"subfile" is none of'],
    ['data:video/mp4;base64,', '"data" is none of'],
    ['pipe:0', '"pipe" is none of'],
    ['ftp://host/a.mp4', '"ftp" is none of'],
    ['lavfi:testsrc', '"lavfi" is none of'],
    ['a\nb.mp4', 'control characters'],
    ['file:///a%0Ab.mp4', 'control characters'],
    ['file:///a%00b.mp4', 'control characters'],
    ['file://elsewhere/a.mp4', 'File URL host'],
    ['file:///a%2Fb.mp4', 'encoded / characters'],
    ['rtsp:camera', 'no host'],
    ['rtsp:///camera', 'no host'],
    ['rtsp://a%0D%0Ab:c@camera/', 'credentials have control characters'],
  ])('should be refused: %j', (input, why) => {
    expect(() => fromVideo(input)).toThrow(
      expect.objectContaining({ code: 'ERR_VIDEO_INPUT', message: expect.stringContaining(why) }),
    );
  });

  it.each([
    ['rtsp://usr:12/SECRET@host/live', 'percent-encode user and password (/ as %2F, # as %23'],
    ['rtsp://admin:12345#SECRET@host/', 'an @ behind the host'],
    ['rtsp://admin:12345?SECRET@host/', 'an @ behind the host'],
    ['http://user:12\\SECRET@cam/x', 'an @ behind the host'],
    ['rtsp://SECRET/x@host/live', 'an @ behind the host'],
    ['rtsp://u:SECRET@cam:99999/x', 'check host and port (0 to 65535), and percent-encode'],
    ['rtsp://u:SECRET/x@cam/x', 'cannot be read'],
  ])('should be refused without a word of it: %s', (input, why) => {
    for (const given of URL.canParse(input) ? [input, new URL(input)] : [input]) {
      const refused = () => fromVideo(given);
      expect(refused).toThrow(
        expect.objectContaining({ code: 'ERR_VIDEO_INPUT', message: expect.stringContaining(why) }),
      );
      expect(refused).not.toThrow(/SECRET|admin|usr|host\/|cam/);
    }
  });

  it.each([undefined, null, '', 7, {}])('should be a path or an address, not %p', (input) => {
    expect(() => fromVideo(input as string)).toThrow(TypeError);
  });
});

describe('options', () => {
  it.each([
    [{ decoder: 'vlc' }, 'Expected one of'],
    [{ transport: 'sctp' }, 'Expected one of'],
    [{ corrupt: true }, 'Expected one of'],
    [{ live: 1 }, 'Expected true or false'],
    [{ ffmpeg: '' }, 'Expected the name or the path'],
    [{ label: 5 }, 'Expected a string'],
    [{ fps: 0 }, 'Expected a number'],
    [{ threads: 17 }, 'Expected an integer from 1 to 16'],
    [{ maxFrames: 0 }, 'Expected an integer from 1 to 256'],
    [{ maxFrameBytes: 1.5 }, 'Expected an integer'],
    [{ openTimeout: Number.NaN }, 'Expected a number'],
    [{ stallTimeout: -1 }, 'Expected a number'],
    [{ reconnect: { delay: 0 } }, 'Expected a number'],
    [{ reconnect: { tries: 1 } }, 'no option `tries`'],
    [{ maxFrame: 1 }, 'did you mean `maxFrames`'],
  ])('should be checked: %j', (options, message) => {
    expect(() => fromVideo('a.mp4', options as never)).toThrow(message);
  });
});

describe('credentials', () => {
  it('should not be in the label, nor the query', () => {
    expect(fromVideo('rtsp://user:secret@camera/1?token=abc', { decoder: 'node-av' }).label).toBe(
      'rtsp://camera/1',
    );
  });

  it('should be taken out of messages also if a percent sign in them encodes nothing', () => {
    const { secrets } = parseInput('rtsp://me:100%percent@camera/1', {});
    expect(withoutSecrets('no 100%percent for me', secrets)).toBe('no … for …');
  });

  it('should be taken out of messages, in every spelling', () => {
    const { secrets } = parseInput('rtsp://us%40er:p%3Ass@camera/1?token=abc', {});
    const message = 'cannot open rtsp://us%40er:p%3Ass@camera/1?token=abc as us@er with p:ss (p%3Ass)';
    const plain = withoutSecrets(message, secrets);
    expect(plain).toBe('cannot open rtsp://camera/1… as … with … (…)');
  });
});
