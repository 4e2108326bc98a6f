// What the ffmpeg program is called with: one argument for each, no shell, and lists of what it may read.
import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from '@jest/globals';
import { fromVideo, type VideoOptions } from '../../src/index.js';
import { collect } from '../support/collect.js';
import { expectNothingLeft } from '../support/usage.js';
import { VideoFolder } from '../support/videos.js';

const folder = new VideoFolder();
afterAll(() => folder.remove());

/** Runs a program in place of ffmpeg, which notes its arguments. */
async function argumentsOf(input: string, options: VideoOptions = {}): Promise<string[]> {
  const record = folder.at('arguments');
  const program = folder.write(
    'ffmpeg.sh',
    `#!/bin/sh\nprintf '%s\\0' "$@" > '${record}'\necho 'nothing here' >&2\nexit 3\n`,
  );
  chmodSync(program, 0o755);
  const { error } = await collect(
    fromVideo(input, { decoder: 'ffmpeg', ffmpeg: program, reconnect: false, ...options }),
  );
  const cause = (error as Error).cause as { code?: string } | undefined;
  expect([error?.code, cause?.code]).toContain('ERR_VIDEO_OPEN');
  expect(error?.message).toContain('nothing here');
  expectNothingLeft();
  return readFileSync(record, 'utf8').split('\0').slice(0, -1);
}

/** The value after an option. */
const after = (args: readonly string[], name: string) => args[args.indexOf(name) + 1];

describe('ffmpeg', () => {
  it('should get the name of a file as one argument, whatever is in it', async () => {
    const name = folder.at('a b;$(touch "$0.x") \'"`*.mp4');
    const args = await argumentsOf(name);
    expect(after(args, '-i')).toBe(`file:${name}`);
    expect(args.filter((arg) => arg === '-i')).toHaveLength(1);
    expect(existsSync(folder.at('ffmpeg.sh.x'))).toBe(false);
    expect(after(args, '-protocol_whitelist')).toBe('file');
    expect(after(args, '-format_whitelist')).not.toMatch(/hls|dash|concat|image2|sdp|lavfi/);
  });

  it('should read a capture device as one', async () => {
    const args = await argumentsOf('/dev/video7');
    expect(args.slice(args.indexOf('-protocol_whitelist'), args.indexOf('-i') + 2)).toEqual([
      ...[
        '-protocol_whitelist',
        'file',
        '-format_whitelist',
        'v4l2,video4linux2',
        '-f',
        'v4l2',
        '-i',
        '/dev/video7',
      ],
    ]);
  });

  it.each([
    ['rtsp://camera/1', 'rtsp,rtp,udp,tcp,tls', /^rtsp$/],
    ['http://camera/1', 'http,https,tls,tcp', /^mpjpeg,(?!.*(hls|dash|concat|image2|sdp|lavfi))/],
  ])('should read %s by no other protocols and formats', async (address, protocols, formats) => {
    const args = await argumentsOf(address, { transport: 'udp', openTimeout: 1500 });
    expect(after(args, '-protocol_whitelist')).toBe(protocols);
    expect(after(args, '-format_whitelist')).toMatch(formats);
    expect(args.indexOf('-format_whitelist')).toBeLessThan(args.indexOf('-i'));
    expect(after(args, '-timeout')).toBe('1500000');
    expect(after(args, '-i')).toBe(address);
    expect(args.includes('-rtsp_transport')).toBe(address.startsWith('rtsp'));
  });

  it('should read the numbers of a sequence, and no other character of its name as a pattern', async () => {
    for (const name of ['100%-%02d*?.jpg']) folder.write(name.replace('%02d', '05'), '');
    const args = await argumentsOf(folder.at('100%-%02d*?.jpg'), { fps: 5 });
    expect(after(args, '-i')).toBe(`file:${folder.at('100%%-%02d*?.jpg')}`);
    expect([after(args, '-pattern_type'), after(args, '-start_number'), after(args, '-framerate')]).toEqual([
      'sequence',
      '5',
      '5',
    ]);
  });

  it('should be told of a JPEG picture that it is one, and of nothing else', async () => {
    folder.write('real.jpg', Buffer.from([0xff, 0xd8, 0xff, 0xe0]));
    folder.write('other.jpg', 'PNG');
    expect((await argumentsOf(folder.at('real.jpg'))).join(' ')).toContain('-f jpeg_pipe -i');
    expect((await argumentsOf(folder.at('other.jpg'))).join(' ')).not.toContain('-f jpeg_pipe');
  });

  it('should have one decoder thread for live inputs, no delay, and as many as asked for files', async () => {
    const of = async (input: string, options: VideoOptions) => {
      const args = await argumentsOf(input, options);
      expect(args.filter((arg) => /^-flags/.test(arg)).length).toBeLessThan(2);
      return [after(args, '-threads'), args.includes('-flags:v') ? after(args, '-flags:v') : ''];
    };
    expect(await of('rtsp://camera/1', { threads: 8 })).toEqual(['1', '+low_delay+output_corrupt']);
    expect(await of('rtsp://camera/1', { corrupt: 'drop' })).toEqual(['1', '+low_delay']);
    expect(await of(folder.at('a.mp4'), { threads: 8 })).toEqual(['8', '+output_corrupt']);
    expect(await of(folder.at('a.mp4'), { corrupt: 'drop' })).toEqual(['1', '']);
  });

  it('should decode no picture of more pixels than a frame may have bytes', async () => {
    expect(after(await argumentsOf(folder.at('a.mp4'), { maxFrameBytes: 5000 }), '-max_pixels')).toBe('5000');
  });
});
