// What a page gets if it is quick, slow, silent, or sends too much. The connection is a real one.
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import WebSocket, { type ClientOptions, WebSocketServer } from 'ws';
import { PageClient } from '../src/live/page-client.js';
import { initialSettings } from '../src/live/page-message.js';

const servers: WebSocketServer[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    for (const client of server.clients) client.terminate();
    server.close();
  }
});

/** A page and its client on the server's side. */
async function connect({ cameras = 1, ...options }: ClientOptions & { cameras?: number } = {}) {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', maxPayload: 1024 });
  servers.push(server);
  await once(server, 'listening');
  const page = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`, options);
  const pings: Buffer[] = [];
  const received: string[] = [];
  page.on('ping', (payload: Buffer) => pings.push(payload));
  page.on('message', (data: Buffer) => received.push(String(data)));
  const [[socket]] = await Promise.all([once(server, 'connection'), once(page, 'open')]);
  const texts: string[] = [];
  const gone: string[] = [];
  const client = new PageClient(socket as WebSocket, {
    cameras,
    onText: (text) => texts.push(text),
    onGone: () => gone.push('gone'),
  });
  const closed = once(page, 'close');
  /** On the side of the server. */
  const left = new Promise((resolve) => (socket as WebSocket).once('close', resolve));
  /** The page has received everything that was sent before. */
  const settle = async () => {
    client.say({ type: 'error', message: 'mark' });
    const at = () => received.findIndex((text) => text.includes('mark'));
    while (at() < 0) await once(page, 'message');
    received.splice(at(), 1);
  };
  return { page, client, pings, received, texts, gone, closed, left, settle, socket: socket as WebSocket };
}

const picture = (name: string) => Buffer.from(name);

describe('a page that is slow', () => {
  it('should have two pictures on the way, and then the newest', async () => {
    const { page, client, pings, received, settle } = await connect({ autoPong: false });
    for (const name of ['1', '2', '3', '4', '5']) client.picture(0, picture(name));
    await settle();
    expect(received).toEqual(['1', '2']);
    page.pong(pings[0]);
    while (received.length < 3) await once(page, 'message');
    client.picture(0, picture('6'));
    client.picture(0, picture('7'));
    await settle();
    expect(received).toEqual(['1', '2', '5']);
    page.pong(pings[1]);
    page.pong(pings[2]);
    while (received.length < 4) await once(page, 'message');
    await settle();
    expect(received).toEqual(['1', '2', '5', '7']);
  });

  it('should be slow for one camera alone', async () => {
    const { page, client, pings, received, settle } = await connect({ cameras: 2, autoPong: false });
    for (const name of ['a1', 'a2', 'a3']) client.picture(0, picture(name));
    for (const name of ['b1', 'b2', 'b3']) client.picture(1, picture(name));
    await settle();
    expect(received).toEqual(['a1', 'a2', 'b1', 'b2']);
    page.pong(pings.find(([camera]) => camera === 1));
    while (received.length < 5) await once(page, 'message');
    expect(received.at(-1)).toBe('b3');
  });

  it('should gain nothing by answers to what was not asked', async () => {
    const { page, client, received, settle, socket } = await connect({ autoPong: false });
    for (const payload of [[0], [0], [0], [9], []]) page.pong(Buffer.from(payload));
    page.send('these were answers');
    await once(socket, 'message');
    for (const name of ['1', '2', '3', '4']) client.picture(0, picture(name));
    await settle();
    expect(received).toEqual(['1', '2']);
  });

  it('should miss what is optional while something waits to be sent', async () => {
    const { client, received, settle, socket } = await connect();
    Object.defineProperty(socket, 'bufferedAmount', { configurable: true, value: 1 });
    client.say({ type: 'settings', settings: initialSettings }, true);
    client.say({ type: 'settings', settings: { ...initialSettings, paused: true } });
    await settle();
    expect(received.map((text) => JSON.parse(text).settings.paused)).toEqual([true]);
  });

  it('should be left if too much waits to be sent', async () => {
    const { client, closed, left, gone, socket } = await connect();
    Object.defineProperty(socket, 'bufferedAmount', { value: 9 * 1024 * 1024 });
    client.picture(0, picture('1'));
    await Promise.all([closed, left]);
    expect(gone).toEqual(['gone']);
  });
});

describe('a page that is quick', () => {
  it('should get every picture, and answers by itself', async () => {
    const { page, client, received } = await connect();
    for (const name of ['1', '2', '3', '4', '5', '6']) {
      client.picture(0, picture(name));
      while (!received.includes(name)) await once(page, 'message');
    }
    expect(received).toEqual(['1', '2', '3', '4', '5', '6']);
  });

  it('should get pictures of the cameras alone that it shows', async () => {
    const { client, received, settle } = await connect({ cameras: 3 });
    expect([0, 1, 2, 3].map((camera) => client.watches(camera))).toEqual([true, true, true, false]);
    client.watch(new Set([1]));
    for (const camera of [0, 1, 2, 3]) client.picture(camera, picture(String(camera)));
    await settle();
    expect(received).toEqual(['1']);
    expect([0, 1, 2].map((camera) => client.watches(camera))).toEqual([false, true, false]);
  });
});

describe('a page that does not answer', () => {
  it('should be left at the second check', async () => {
    const { page, client, closed, left, gone } = await connect({ autoPong: false });
    client.check();
    await once(page, 'ping');
    expect(gone).toEqual([]);
    client.check();
    expect((await closed)[0]).toBe(1006);
    await left;
    expect(gone).toEqual(['gone']);
  });

  it('should stay if it has answered since', async () => {
    const { client, gone, settle, socket } = await connect();
    for (let i = 0; i < 3; i += 1) {
      client.check();
      await once(socket, 'pong');
    }
    await settle();
    expect(gone).toEqual([]);
  });
});

describe('a page that sends', () => {
  it('should be heard', async () => {
    const { page, texts, socket } = await connect();
    page.send('ä');
    await once(socket, 'message');
    expect(texts).toEqual(['ä']);
  });

  it.each([
    ['bytes', [Buffer.of(1)], 1003],
    ['more than 1,024 bytes', ['x'.repeat(1025)], 1009],
    ['more than 20 messages in a second', Array(21).fill('x'), 1008],
  ])('%s should be cut off', async (_, messages, code) => {
    const { page, texts, closed, left, gone } = await connect();
    for (const message of messages) page.send(message);
    expect((await closed)[0]).toBe(code);
    await left;
    expect(texts.length).toBeLessThanOrEqual(20);
    expect(gone).toEqual(['gone']);
  });

  it.each([
    ['bytes', [Buffer.of(1), 'late', Buffer.of(1), 'late'], []],
    ['too many messages', [...Array(21).fill('x'), 'late'], Array(20).fill('x')],
  ])('should not be heard any more after %s', async (_, messages, heard) => {
    const { page, texts, closed, left } = await connect();
    for (const message of messages) page.send(message);
    await Promise.all([closed, left]);
    expect(texts).toEqual(heard);
  });

  it.each([
    ['bytes', Buffer.of(1)],
    ['too long a message', 'x'.repeat(1025)],
  ])('should be left soon after %s if it does not close', async (_, message) => {
    const { page, left, gone } = await connect();
    page.pause();
    page.send(message);
    // Without a timer of its own, ws waits for 30 s.
    await left;
    expect(gone).toEqual(['gone']);
    page.terminate();
  });

  it('20 messages in each second should be heard', async () => {
    const { page, client, texts, socket, settle } = await connect();
    for (let second = 0; second < 3; second += 1) {
      for (let i = 0; i < 20; i += 1) page.send('x');
      while (texts.length < 20 * (second + 1)) await once(socket, 'message');
      client.second();
    }
    await settle();
    expect(texts).toHaveLength(60);
  });
});
