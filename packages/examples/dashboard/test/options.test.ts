import { describe, expect, it } from '@jest/globals';
import { readOptions, tokenVariable, usage } from '../src/options.js';

const token = 'a1b2c3d4e5f6a7b8';

describe('the command line', () => {
  it('should have defaults: the scene, on loopback, without a token', () => {
    expect(readOptions([], {})).toEqual({
      ...{ help: false, inputs: [], loop: true, decoder: 'auto', transport: 'tcp', attempts: undefined },
      ...{ model: undefined, host: '127.0.0.1', port: 8080, token: undefined, allowedHosts: [] },
    });
  });

  it('should take inputs and options', () => {
    const args = ['a.mp4', 'rtsp://x/y', '--loop', '--decoder', 'ffmpeg', '--transport', 'udp'];
    const more = ['--attempts', '3', '--model', 'm', '--host', '::1', '--port', '0', '--token', token];
    const names = ['--allow-host', 'Cams.Example.org', '--allow-host', 'proxy'];
    expect(readOptions([...args, ...more, ...names], {})).toEqual({
      ...{ help: false, inputs: ['a.mp4', 'rtsp://x/y'], loop: true, decoder: 'ffmpeg', transport: 'udp' },
      ...{ attempts: 3, model: 'm', host: '::1', port: 0, token },
      allowedHosts: ['cams.example.org', 'proxy'],
    });
    expect(readOptions(['a.mp4'], {}).loop).toBe(false);
  });

  it.each(['127.0.0.1', '127.1.2.3', '::1', 'localhost', 'LOCALHOST'])(
    'should want no token for %s, which this machine alone reaches',
    (host) => {
      expect(readOptions(['--host', host], {})).toMatchObject({ host, token: undefined });
    },
  );

  it.each(['0.0.0.0', '::', '192.168.1.5', 'camera-server', '128.0.0.1', '::ffff:10.0.0.1'])(
    'should want a token for %s, and say how to make one',
    (host) => {
      expect(() => readOptions(['--host', host], {})).toThrow(
        `other machines reach ${host}, so a token is needed: give --token or ${tokenVariable}, 16 characters or more (openssl rand -hex 16 makes one)`,
      );
      expect(readOptions(['--host', host, '--token', token], {})).toMatchObject({ host, token });
      expect(readOptions(['--host', host], { [tokenVariable]: token })).toMatchObject({ host, token });
      expect(readOptions(['--host', host, '--help'], {}).help).toBe(true);
    },
  );

  it('should prefer --token to the variable, and take an empty variable for none', () => {
    expect(readOptions(['--token', token], { [tokenVariable]: `${token}x` }).token).toBe(token);
    expect(readOptions([], { [tokenVariable]: '' }).token).toBeUndefined();
  });

  it.each([
    [['--token', 'short-secret'], 'expected 16 characters or more for --token but received 12'],
    [
      ['--token', 'with a space and secret'],
      'expected letters, digits and . _ ~ + / = - for --token but received other characters',
    ],
  ])('should refuse the token of %j without naming it', (args, message) => {
    expect(() => readOptions(args, {})).toThrow(new Error(message));
    expect(() => readOptions([], { [tokenVariable]: args[1] })).toThrow(
      new Error(message.replace('--token', tokenVariable)),
    );
  });

  it.each([
    [['--port', '65536'], 'expected an integer from 0 to 65535 for --port but received 65536'],
    [['--attempts', '0'], 'expected an integer ≥ 1 for --attempts but received 0'],
    [['--decoder', 'x'], 'expected auto, node-av, or ffmpeg for --decoder but received x'],
    [['rtsp://x/y', '--loop'], '--loop is for files: a camera has no end'],
    [['--allow-host', 'a:80'], 'expected a name without port and scheme for --allow-host but received a:80'],
    [['--allow-host', '*'], 'expected a name without port and scheme for --allow-host but received *'],
    [Array(17).fill('a.mp4'), 'expected at most 16 inputs but received 17'],
  ])('should refuse %j', (args, message) => {
    expect(() => readOptions(args, {})).toThrow(new Error(message));
  });

  it('should describe every option', () => {
    for (const name of ['loop', 'decoder', 'transport', 'attempts', 'model', 'host', 'port', 'token'])
      expect(usage).toMatch(new RegExp(`^  --${name}\\b`, 'm'));
    expect(usage).toMatch(/^ {2}--allow-host NAME/m);
    expect(Math.max(...usage.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(110);
  });
});
