import { describe, expect, it } from '@jest/globals';
import { MessageError, parseFrame, parseServerMessage } from '../../page/messages.js';
import { found, header, hello, stats } from './support/messages.js';

function binary(head: unknown, jpeg: readonly number[] = [], length?: number): ArrayBuffer {
  const text = new TextEncoder().encode(typeof head === 'string' ? head : JSON.stringify(head));
  const message = new ArrayBuffer(4 + text.length + jpeg.length);
  new DataView(message).setUint32(0, length ?? text.length, true);
  new Uint8Array(message).set(text, 4);
  new Uint8Array(message).set(jpeg, 4 + text.length);
  return message;
}

describe('parseFrame', () => {
  it('gives the header and the JPEG', () => {
    const given = header({ camera: 2, objects: [found({ name: 'Größe → 猫' })] });
    const { header: parsed, jpeg } = parseFrame(binary(given, [1, 2, 3]));
    expect(parsed).toEqual(given);
    expect([...jpeg]).toEqual([1, 2, 3]);
  });

  it.each([
    ['fewer than 4 bytes', new ArrayBuffer(3), /at least 4 bytes but received 3 bytes/],
    [
      'a header that is longer than the message',
      binary({}, [], 9),
      /within 2 bytes but received one of 9 bytes/,
    ],
    ['a header that is no JSON', binary('{camera: 0}'), /expected JSON but received \{camera: 0\}/],
    ['a list as the header', binary([]), /an object of JSON/],
    ['a negative camera', binary(header({ camera: -1 })), /camera: a whole number from 0 but received -1/],
    ['no width', binary({ ...header(), width: 0 }), /width above 0 but received 0/],
    ['an infinite age', binary({ ...header(), age: null }), /age: a number but received null/],
    ['no list of objects', binary({ ...header(), objects: 3 }), /objects: a list but received 3/],
    [
      'a box of 3 numbers',
      binary({ ...header(), objects: [{ ...found(), box: [1, 2, 3] }] }),
      /a box of 4 numbers/,
    ],
    [
      'a name that is a number',
      binary({ ...header(), objects: [{ ...found(), name: 7 }] }),
      /name: a string/,
    ],
  ])('refuses %s', (_, message, text) => {
    expect(() => parseFrame(message)).toThrow(MessageError);
    expect(() => parseFrame(message)).toThrow(text);
  });
});

describe('parseServerMessage', () => {
  it.each([
    ['hello', hello({ cameras: [{ label: 'yard', state: 'lost', reason: 'no answer' }] })],
    ['stats', stats(5)],
    ['camera', { type: 'camera', camera: 0, state: 'lost', reason: 'no answer' }],
    ['settings', { type: 'settings', settings: hello().settings }],
    ['error', { type: 'error', message: 'no' }],
  ])('reads %s', (_, message) => {
    expect(parseServerMessage(JSON.stringify(message))).toEqual(message);
  });

  it.each([
    ['what is no JSON', 'x', /expected JSON/],
    ['an unknown type', { type: 'other' }, /a type that this page knows but received other/],
    ['no type', {}, /received undefined/],
    [
      'an unknown state',
      { type: 'camera', camera: 0, state: 'gone' },
      /connecting, live, lost, ended but received gone/,
    ],
    [
      'a reason that is an object',
      { type: 'camera', camera: 0, state: 'lost', reason: {} },
      /reason: a string/,
    ],
    ['latency without p99', { ...stats(1), latency: { total: { p50: 1 } } }, /p99: a number/],
    [
      'drops that are texts',
      { ...stats(1), dropped: { overflow: '3' } },
      /overflow: a number but received 3/,
    ],
    [
      'settings without paused',
      { type: 'settings', settings: { callbackInterval: 1, overflow: 'buffer' } },
      /paused: true or false/,
    ],
    [
      'choices without a limit',
      { ...hello(), choices: { callbackInterval: { min: 1 }, overflow: [] } },
      /max: a number/,
    ],
    ['cameras that are no list', { ...hello(), cameras: {} }, /cameras: a list/],
  ])('refuses %s', (_, message, text) => {
    const sent = typeof message === 'string' ? message : JSON.stringify(message);
    expect(() => parseServerMessage(sent)).toThrow(MessageError);
    expect(() => parseServerMessage(sent)).toThrow(text);
  });

  it('shows the beginning of a long value only', () => {
    const long = JSON.stringify({ type: 'x'.repeat(1000) });
    expect(() => parseServerMessage(long)).toThrow(/received x{80}…/);
  });
});
