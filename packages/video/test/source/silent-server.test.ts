// Servers that take a connection and say nothing: a source is left, or closed, while it connects.
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { fromVideo } from '../../src/index.js';
import { expectToEndAtOnce } from '../support/ends-at-once.js';
import { expectNothingLeft, noteUsage, programs } from '../support/usage.js';
import { describeWithFfmpeg } from '../support/videos.js';

const server = createServer((socket) => socket.on('error', () => {}));
beforeEach(async () => {
  noteUsage();
  await once(server.listen(0, '127.0.0.1'), 'listening');
});
afterEach(async () => {
  server.close();
  // Its connections have ended, too.
  await once(server, 'close');
  expectNothingLeft();
});

async function expectEnd(protocol: string, decoder: 'node-av' | 'ffmpeg', how: string): Promise<void> {
  const ends: string[] = [];
  await expectToEndAtOnce(async () => {
    const { port } = server.address() as AddressInfo;
    const source = fromVideo(`${protocol}://127.0.0.1:${port}/`, { decoder });
    const connection = once(server, 'connection');
    const subscription = source.subscribe({
      next: () => ends.push('frame'),
      error: (error) => ends.push(String(error)),
      complete: () => ends.push('complete'),
    });
    const [socket] = await connection;
    await once(socket, 'data');
    expect(programs()).toHaveLength(decoder === 'ffmpeg' ? 1 : 0);
    return () => {
      if (how === 'unsubscribe') subscription.unsubscribe();
      return source.close();
    };
  });
  expect(new Set(ends)).toEqual(new Set(how === 'close' ? ['complete'] : []));
}

describe('a server that is silent from the beginning', () => {
  it.each([
    ['rtsp', 'unsubscribe'],
    ['http', 'close'],
  ])('should not hold node-av up: %s, %s', (protocol, how) => expectEnd(protocol, 'node-av', how));
});

describeWithFfmpeg('a server that is silent from the beginning', () => {
  it.each([
    ['rtsp', 'close'],
    ['http', 'unsubscribe'],
  ])('should not hold ffmpeg up: %s, %s', (protocol, how) => expectEnd(protocol, 'ffmpeg', how));
});
