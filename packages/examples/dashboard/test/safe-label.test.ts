import { describe, expect, it } from '@jest/globals';
import { distinct, safeLabel, withoutSecrets } from '../src/cameras/safe-label.js';

describe('the label of an input', () => {
  it.each([
    ['clip.mp4', 'clip.mp4'],
    ['/videos/clip.mp4', 'clip.mp4'],
    ['frames/%03d.jpg', 'frames/%03d.jpg'],
    ['/videos/a/%03d.jpg', 'a/%03d.jpg'],
    ['/dev/video0', '/dev/video0'],
    ['file:///videos/my%20clip.mp4', 'my clip.mp4'],
    ['rtsp://camera.local/stream1', 'rtsp://camera.local/stream1'],
    ['rtsp://camera.local:8554/a/b', 'rtsp://camera.local:8554/a/b'],
    ['rtsp://[fe80::1]:8554/a', 'rtsp://[fe80::1]:8554/a'],
  ])('should be that of %s', (input, label) => {
    expect(safeLabel(input)).toBe(label);
  });

  const secret = 's3cr3t';
  it.each([
    `rtsp://user:${secret}@camera/live`,
    `rtsp://${secret}@camera/live`,
    `rtsp://user:%73%33cr3t${secret}@camera/live`,
    `rtsp://user:a@${secret}@camera/live`,
    `RTSP://User:${secret}@Camera/live`,
    `rtsp://camera/live?password=${secret}`,
    `rtsp://camera/live#${secret}`,
    `rtsp://camera/user=admin&password=${secret}&channel=1`,
    `rtsp://camera/user=admin_password=a_${secret}_channel=1`,
    `rtsp://camera/user%3Dadmin%26pass%3D${secret}`,
    `rtsp://camera/PWD:${secret}/live`,
    `http://camera/mjpeg;token=${secret}`,
    `rtsp://user:${secret}@`,
    `rtsp://user:${secret}@camera:99999/live`,
  ])('should not have the secret of %s', (input) => {
    expect(safeLabel(input)).not.toContain(secret);
    expect(safeLabel(input)).not.toMatch(/admin|%73/);
  });

  it('should be another one for each input', () => {
    expect(distinct(['a', 'b', 'a', 'a', 'a (2)'])).toEqual(['a', 'b', 'a (2)', 'a (3)', 'a (2) (2)']);
  });
});

it('should leave a text as it is that has no secret', () => {
  const text = 'rtsp://camera/monkey: the server did not answer within 5 s';
  expect(withoutSecrets(text)).toBe(text);
});
