import { describe, expect, it } from '@jest/globals';
import { initialSettings, readPageMessage, WrongMessage } from '../src/live/page-message.js';

const read = (message: unknown) =>
  readPageMessage(typeof message === 'string' ? message : JSON.stringify(message), {
    settings: initialSettings,
    cameras: 3,
  });

describe('a message of a page', () => {
  it.each([
    [{}, {}],
    [{ paused: true }, { paused: true }],
    [{ callbackInterval: 1 }, { callbackInterval: 1 }],
    [
      { callbackInterval: 8, overflow: 'buffer' },
      { callbackInterval: 8, overflow: 'buffer' },
    ],
    [{ overflow: 'drop-newest' }, { overflow: 'drop-newest' }],
  ])('should change the settings %j alone', (settings, changed) => {
    expect(read({ type: 'set', settings })).toEqual({
      type: 'set',
      settings: { ...initialSettings, ...changed },
    });
  });

  it.each([[[]], [[0]], [[2, 0, 1]]])('should say that the cameras %j are shown', (cameras) => {
    expect(read({ type: 'watch', cameras })).toEqual({ type: 'watch', cameras: new Set(cameras) });
  });

  it.each([
    ['{', 'expected JSON but received "{"'],
    ['[]', 'expected an object but received []'],
    ['null', 'expected an object but received null'],
    [{}, 'expected the type "set" or "watch" but received undefined'],
    [{ type: 'open', input: 'rtsp://x' }, 'expected the type "set" or "watch" but received "open"'],
    [{ type: 'set' }, 'expected an object for settings but received undefined'],
    [{ type: 'set', settings: [] }, 'expected an object for settings but received []'],
    [
      { type: 'set', settings: { host: 'x' } },
      'expected callbackInterval, overflow, paused in settings but received "host"',
    ],
    [
      '{"type":"set","settings":{"__proto__":{"paused":true}}}',
      'expected callbackInterval, overflow, paused in settings but received "__proto__"',
    ],
    ...[0, 9, 1.5, '1', null].map(
      (callbackInterval) =>
        [
          { type: 'set', settings: { callbackInterval } },
          `expected an integer from 1 to 8 for callbackInterval but received ${JSON.stringify(callbackInterval)}`,
        ] as const,
    ),
    [
      { type: 'set', settings: { overflow: 'error' } },
      'expected drop-oldest, drop-newest, buffer for overflow but received "error"',
    ],
    [
      { type: 'set', settings: { paused: 'x'.repeat(500) } },
      `expected true or false for paused but received "${'x'.repeat(39)}…`,
    ],
    [
      { type: 'watch', cameras: 0 },
      'expected an array of positions of cameras from 0 to 2, each once, for cameras but received 0',
    ],
    ...[3, -1, 0.5, '0'].map(
      (camera) =>
        [
          { type: 'watch', cameras: [camera] },
          `expected positions of cameras from 0 to 2, each once, in cameras but received ${JSON.stringify(camera)}`,
        ] as const,
    ),
    [
      { type: 'watch', cameras: [1, 1] },
      'expected positions of cameras from 0 to 2, each once, in cameras but received 1',
    ],
  ])('should be refused if it is %j', (message, text) => {
    expect(() => read(message)).toThrow(new WrongMessage(text));
  });
});
