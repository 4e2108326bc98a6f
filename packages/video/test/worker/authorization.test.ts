// Answers to challenges: the examples of RFC 2617 and RFC 7616 in form, values by a second formula.
import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { authorization, splitCredentials } from '../../src/worker/live/authorization.js';

const me = { user: 'Mufasa', password: 'Circle Of Life' };
const field = (answer: string, name: string) =>
  new RegExp(`[ ,]${name}=(?:"((?:[^"\\\\]|\\\\.)*)"|([^,]*))`).exec(answer)?.slice(1).join('');

describe('a digest', () => {
  it('should be that of RFC 2069, without qop', () => {
    const challenge =
      'Digest realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", opaque="5ccc069c403ebaf9f0171e9517f40e41"';
    const answer = authorization([challenge], 'GET', '/dir/index.html', {
      ...me,
      password: 'CircleOfLife',
    }) as string;
    expect(field(answer, 'response')).toBe('1949323746fe6a43ef61f9606e7febea');
    expect(field(answer, 'opaque')).toBe('5ccc069c403ebaf9f0171e9517f40e41');
  });

  it.each([
    ['MD5', 'md5', 1],
    ['SHA-256', 'sha256', 17],
    ['MD5-sess', 'md5', 1],
    ['sha-256-sess', 'sha256', 2],
  ])('should be made with %s', (algorithm, hash, count) => {
    const challenge = `Digest realm="a \\"b\\"", qop="auth-int, auth", nonce=n0nce, algorithm=${algorithm}`;
    const answer = authorization([challenge], 'SETUP', 'rtsp://c/1', me, count) as string;
    const of = (text: string) => createHash(hash).update(text).digest('hex');
    const cnonce = field(answer, 'cnonce');
    const nc = field(answer, 'nc');
    expect(nc).toBe(count.toString(16).padStart(8, '0'));
    const plain = of('Mufasa:a "b":Circle Of Life');
    const ha1 = /-sess$/.test(algorithm) ? of(`${plain}:n0nce:${cnonce}`) : plain;
    expect(field(answer, 'response')).toBe(of(`${ha1}:n0nce:${nc}:${cnonce}:auth:${of('SETUP:rtsp://c/1')}`));
    expect(field(answer, 'realm')).toBe('a \\"b\\"');
    expect(field(answer, 'algorithm')).toBe(algorithm);
  });

  it('should be of the first algorithm that is known, in one header or in several', () => {
    const both = [
      'Digest realm="r", nonce="1", algorithm=SHA-512-256',
      'Digest realm="r", nonce="2", algorithm=MD5',
    ];
    expect(field(authorization(both, 'GET', '/', me) as string, 'nonce')).toBe('2');
    expect(field(authorization([both.join(', ')], 'GET', '/', me) as string, 'nonce')).toBe('2');
  });
});

it('should be basic where nothing else is known, and nothing for other schemes', () => {
  const basic = 'Basic TXVmYXNhOkNpcmNsZSBPZiBMaWZl';
  expect(authorization(['Basic realm="r"'], 'GET', '/', me)).toBe(basic);
  expect(
    authorization(['Digest realm="r", nonce="1", qop="auth-int"', 'Basic realm="r"'], 'GET', '/', me),
  ).toBe(basic);
  expect(authorization(['Negotiate'], 'GET', '/', me)).toBeUndefined();
  expect(authorization([], 'GET', '/', me)).toBeUndefined();
});

it('should take credentials out of an address, percent-encoded or with a percent sign of their own', () => {
  const of = (address: string) => {
    const { url, credentials } = splitCredentials(address);
    return [url.href, credentials?.user, credentials?.password];
  };
  expect(of('rtsp://us%40er:p%3Ass@camera/1?a=b#c')).toEqual(['rtsp://camera/1?a=b', 'us@er', 'p:ss']);
  expect(of('rtsp://me:100%@[::1]:8554/1')).toEqual(['rtsp://[::1]:8554/1', 'me', '100%']);
  expect(of('rtsp://camera/1')).toEqual(['rtsp://camera/1', undefined, undefined]);
});
