// The helper process that starts ffmpeg has to begin before a device is opened, because AscendCL does not support a later fork.
import { describe, expect, it } from '@jest/globals';
import { helperPid } from '../src/helper/ffmpeg-helper.js';
import { fromVideo, startFfmpegHelper } from '../src/index.js';

describe('the helper process of ffmpeg', () => {
  it('should begin when a source that uses ffmpeg is made, and not when it is subscribed to', () => {
    expect(helperPid()).toBeUndefined();
    fromVideo('clip.mp4', { decoder: 'node-av' });
    expect(helperPid()).toBeUndefined();
    fromVideo('clip.mp4', { decoder: 'ffmpeg' });
    const pid = helperPid();
    expect(pid).toBeGreaterThan(0);
    process.kill(pid as number, 0);
    startFfmpegHelper();
    fromVideo('rtsp://camera.local/stream', { decoder: 'ffmpeg' });
    expect(helperPid()).toBe(pid);
  });
});
