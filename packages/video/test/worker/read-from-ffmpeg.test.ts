// What is made of ffmpeg's output and log, by a program in its place whose order of writing is known.
import { chmodSync } from 'node:fs';
import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { filter, firstValueFrom } from 'rxjs';
import { fromVideo, type VideoOptions } from '../../src/index.js';
import { collect } from '../support/collect.js';
import { ManualTime } from '../support/manual-time.js';
import { expectNothingLeft, noteUsage } from '../support/usage.js';
import { VideoFolder } from '../support/videos.js';

const folder = new VideoFolder();
afterAll(() => folder.remove());
beforeEach(noteUsage);
afterEach(expectNothingLeft);

const mapping = 'Stream mapping:';
const tooLarge =
  '[h264 @ 0x1] [IMGUTILS @ 0x2] Picture size 320x240 exceeds specified max pixel count 1000, see the documentation';
/** Two lines of a gray picture of 4 × 2 pixels. */
const picture = [
  '[Parsed_showinfo_1 @ 0x1] n:   0 pts:  0 pts_time:0  pos:  0 fmt:gray sar:0/1 s:4x2 i:P iskey:1 type:I ',
  '[Parsed_showinfo_1 @ 0x1] color_range:pc color_space:unknown color_primaries:unknown color_trc:unknown',
];

/** Opens an input with a program that writes the log in one piece, then these pictures, and does something in the end. */
function open(
  input: string,
  log: readonly string[],
  pictures: number,
  end: string,
  options: VideoOptions = {},
) {
  const lines = log.map((line) => `'${line}'`).join(' ');
  const program = folder.write(
    'ffmpeg.sh',
    `#!/bin/sh\nprintf '%s\\n' ${lines} >&2\nprintf '${'12345678'.repeat(pictures)}'\n${end}\n`,
  );
  chmodSync(program, 0o755);
  return fromVideo(input, { decoder: 'ffmpeg', ffmpeg: program, ...options });
}

describe('a picture of more pixels than ffmpeg may decode', () => {
  it('should end a file after the pictures before it', async () => {
    const log = [mapping, ...picture, ...picture, tooLarge, ...picture];
    const { frames, error } = await collect(open(folder.at('a.mp4'), log, 3, 'exec sleep 600'));
    expect(frames).toHaveLength(2);
    expect(error).toMatchObject({
      code: 'ERR_VIDEO_LIMIT',
      message: expect.stringContaining('320 × 240 pixels'),
    });
  });

  it('should end a file if it is the last', async () => {
    const { frames, error } = await collect(
      open(folder.at('a.mp4'), [mapping, ...picture, tooLarge], 1, 'exit 0'),
    );
    expect(frames).toHaveLength(1);
    expect(error).toMatchObject({ code: 'ERR_VIDEO_LIMIT' });
  });

  it('should be no matter if it is none of the video, as the cover of a film', async () => {
    const log = [tooLarge, mapping, ...picture];
    expect(await collect(open(folder.at('a.mp4'), log, 1, 'exit 0'))).toMatchObject({
      frames: [{ width: 4 }],
      error: undefined,
    });
  });

  it('should be the reason if there is no picture', async () => {
    expect(await collect(open(folder.at('a.mp4'), [tooLarge], 0, 'exit 1'))).toMatchObject({
      frames: [],
      error: { code: 'ERR_VIDEO_LIMIT' },
    });
  });

  it('should end a live source at once', async () => {
    const source = open('http://127.0.0.1:9/', [tooLarge], 0, 'exec sleep 600');
    const states: string[] = [];
    source.state$.subscribe(({ state }) => states.push(state));
    expect(await collect(source)).toMatchObject({ error: { code: 'ERR_VIDEO_LIMIT' } });
    expect(states).toEqual(['idle', 'connecting', 'idle']);
  });
});

it('a live source that is silent should tell what ffmpeg has said since the last picture', async () => {
  const scheduler = new ManualTime();
  const log = ['[rtsp @ 0x1] before', mapping, ...picture, '[h264 @ 0x1] something is wrong'];
  const source = open('http://user1:secret9@127.0.0.1:9/', log, 1, 'exec sleep 600', { scheduler });
  source.subscribe((frame) => frame.release());
  await firstValueFrom(source.state$.pipe(filter(({ state }) => state === 'live')));
  const lost = firstValueFrom(source.state$.pipe(filter(({ state }) => state === 'lost')));
  scheduler.advance(10_000);
  expect(await lost).toMatchObject({
    error: {
      code: 'ERR_VIDEO_LOST',
      message: expect.stringMatching(
        /No frame has come for 10000 ms\. ffmpeg says: \[h264 @ 0x1\] something is wrong$/,
      ),
    },
  });
  await source.close();
});
