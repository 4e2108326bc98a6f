// What RTSP servers say of their videos, and where they are set up.
import { describe, expect, it } from '@jest/globals';
import { aggregateControl, describeVideo } from '../../src/worker/live/session-description.js';

const sdp = (media: string, head = '') => `v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=x\r\n${head}${media}`;
const video = (more = '', codec = 'H264/90000') => `m=video 0 RTP/AVP 96\r\na=rtpmap:96 ${codec}\r\n${more}`;
const base = 'rtsp://c/live/';

describe('the address of a video', () => {
  it.each([
    ['trackID=1', base, 'rtsp://c/live/trackID=1'],
    ['trackID=1', 'rtsp://c/live', 'rtsp://c/live/trackID=1'],
    ['rtsp://10.0.0.1/live/trackID=1', base, 'rtsp://10.0.0.1/live/trackID=1'],
    ['/other/trackID=1', base, 'rtsp://c/other/trackID=1'],
    ['*', base, base],
    ['', base, base],
  ])('should be that of its control: %s', (control, from, expected) => {
    expect(describeVideo(sdp(video(`a=control:${control}\r\n`)), from).control).toBe(expected);
  });

  it('should be the one of all media where the video has none', () => {
    const text = sdp(video(), 'a=control:rtsp://c/all\r\n');
    expect(describeVideo(text, base).control).toBe('rtsp://c/all');
    expect(aggregateControl(text, base)).toBe('rtsp://c/all');
    expect(aggregateControl(sdp(video('a=control:track1\r\n')), base)).toBe(base);
  });
});

it('should take the first video that can be read, after audio and others', () => {
  const text = sdp(
    `m=audio 0 RTP/AVP 0\r\na=control:a\r\n${video('a=control:j\r\n', 'JPEG/90000')}${video('a=control:v\r\n', 'h265/90000')}`,
  );
  expect(describeVideo(text, base)).toMatchObject({ codec: 'h265', control: `${base}v`, payloadType: 96 });
});

it('should read parameter sets, if there are some', () => {
  const sets = (more: string, codec?: string) =>
    describeVideo(sdp(video(more, codec)), base).parameterSets.map((set) => set.toString('hex'));
  expect(
    sets('a=fmtp:96  packetization-mode=1;sprop-parameter-sets=Z0I=,aM4=;profile-level-id=42\r\n'),
  ).toEqual(['6742', '68ce']);
  expect(sets('a=fmtp:96 sprop-vps=QAE=; sprop-sps=QgE=; sprop-pps=RAE=\r\n', 'H265/90000')).toEqual([
    '4001',
    '4201',
    '4401',
  ]);
  expect(sets('')).toEqual([]);
  expect(sets('a=fmtp:96 sprop-parameter-sets=,\r\n')).toEqual([]);
});

it.each([
  ['no video', '', 'no video'],
  ['another codec', video('', 'VP8/90000'), 'VP8'],
  ['H.264 in interleaved order', video('a=fmtp:96 packetization-mode=2\r\n'), 'H264 with interleaved units'],
  [
    'H.265 in interleaved order',
    video('a=fmtp:96 sprop-max-don-diff=3\r\n', 'H265/90000'),
    'H265 with interleaved units',
  ],
])('should refuse %s', (_name, media, named) => {
  expect(() => describeVideo(sdp(media), base)).toThrow(
    expect.objectContaining({ code: 'ERR_VIDEO_INPUT', message: expect.stringContaining(named) }),
  );
});

it('should have a clock that FFmpeg can count with', () => {
  for (const clock of ['0', '99999999999999999999'])
    expect(describeVideo(sdp(video('', `H264/${clock}`)), base).clockRate).toBe(90_000);
});
