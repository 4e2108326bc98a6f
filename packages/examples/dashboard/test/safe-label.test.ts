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

  it.each([
    ['rtsp://user:12/x@camera/live', 'rtsp:…'],
    ['rtsp://camera/%ff/live', 'rtsp://camera/…'],
    ['rtsp://camera/my%20stream', 'rtsp://camera/my%20stream'],
    ['rtsp://camera/a&usr=x&psw=y', 'rtsp://camera/a&usr=…'],
  ])('should have what is clear of %s', (input, label) => {
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
    `rtsp://user:12/${secret}@camera/live`,
    `rtsp://admin:12345#${secret}@camera/`,
    `rtsp://admin:12345?${secret}@camera/`,
    `http://user:12\\${secret}@camera/x`,
    `rtsp://user:12/${secret}%40camera/live`,
    ...['apikey', 'mypassword', 'userpwd', 'usr', 'psw', 'psk', '%70assword', 'password1', 'api_key'].map(
      (name) => `rtsp://camera/x&${name}=${secret}`,
    ),
    `rtsp://camera/password%253d${secret}`,
    `rtsp://camera/password%25253D${secret}`,
    `rtsp://camera/%70assword=${secret}&user=admin`,
    `rtsp://camera/%ff/${secret}`,
    ` rtsp://user:${secret}@camera`,
    ` rtsp://user:${secret}@camera/%03d.jpg`,
    `rtsp//user:${secret}@camera`,
  ])('should not have the secret of %s', (input) => {
    expect(safeLabel(input)).not.toContain(secret);
    expect(safeLabel(input)).not.toMatch(/admin|%73/);
  });

  it('should be another one for each input', () => {
    expect(distinct(['a', 'b', 'a', 'a', 'a (2)'])).toEqual(['a', 'b', 'a (2)', 'a (3)', 'a (2) (2)']);
  });
});

it.each([
  'rtsp://camera/monkey: the server did not answer within 5 s',
  'rtsp://monkey:8554/live: the server did not answer',
  'scene: 100% of the keys: lost',
])('should leave a text as it is that has no secret: %s', (text) => {
  expect(withoutSecrets(text)).toBe(text);
});

it.each([
  ['rtsp://cam/user=…: no answer; next in 1 s', 'rtsp://cam/user=…: no answer; next in 1 s'],
  ['http://cam/x?apikey=s3cr3t, status 401.', 'http://cam/x?apikey=…, status 401.'],
  ['cannot open "rtsp://cam/a%20b/%70assword=s3cr3t".', 'cannot open "rtsp://cam/a…".'],
  ['no such file:  rtsp://u:s3 cr3t@cam/x', 'no such file:  …@cam/x'],
])('should be left out of a message, and nothing behind it: %s', (text, safe) => {
  expect(withoutSecrets(text)).toBe(safe);
});
