// Who may use the server, and how much of it. Real HTTP, and harmless requests.
import { type IncomingHttpHeaders, type RequestOptions, request } from 'node:http';
import { connect } from 'node:net';
import { hostname, networkInterfaces } from 'node:os';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Registry } from 'prom-client';
import WebSocket from 'ws';
import { type Listening, type ListenOptions, listen } from '../src/http/listen.js';
import { Hub, mostClients } from '../src/live/hub.js';
import { callbackIntervals, initialSettings, overflows } from '../src/live/page-message.js';
import type { Hello, Settings } from '../src/protocol.js';
import { Page } from './support/page.js';

const token = 'a1b2c3d4e5f6a7b8';
const servers: Listening[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

async function start(options: Partial<ListenOptions> = {}) {
  const changes: Settings[] = [];
  const faults: unknown[] = [];
  const hub = new Hub({
    cameras: 1,
    hello: (): Hello => ({
      ...{ type: 'hello', model: 'm', device: 'd', cameras: [{ label: 'c', state: 'live' }] },
      ...{ settings: initialSettings, choices: { callbackInterval: callbackIntervals, overflow: overflows } },
    }),
    pictures: () => [undefined],
    onLook: () => {},
    settings: () => initialSettings,
    onSettings: (settings) => changes.push(settings),
  });
  const server = await listen({
    ...{ host: '127.0.0.1', port: 0, token: undefined, allowedHosts: [], hub },
    files: new Map([
      ['/', { type: 'text/html; charset=utf-8', body: Buffer.from('<p>page') }],
      ['/page/main.js', { type: 'text/javascript; charset=utf-8', body: Buffer.from('0') }],
    ]),
    registry: new Registry(),
    onFault: (error) => faults.push(error),
    ...options,
  });
  servers.push(server);
  const origin = `http://127.0.0.1:${server.port}`;
  return { ...server, origin, hub, changes, faults, get: get.bind(null, server.port) };
}

interface Answer {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Not `fetch`, which sets Host by itself. */
function get(port: number, path: string, options: RequestOptions = {}, body?: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, path, agent: false, ...options }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const { statusCode: status, headers } = response;
        resolve({ status, headers, body: Buffer.concat(chunks).toString() });
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/** The status with which a WebSocket is refused; 101 if it is not. */
function upgrade(origin: string, path: string, headers: Record<string, string>): Promise<number | undefined> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`${origin.replace('http', 'ws')}${path}`, { headers });
    socket.on('open', () => {
      socket.terminate();
      resolve(101);
    });
    socket.on('unexpected-response', (_, { statusCode }) => resolve(statusCode));
    socket.on('error', () => {}); // after a refusal
  });
}

describe('a request', () => {
  it('should get the page and its files, and nothing else', async () => {
    const { get } = await start();
    expect(await get('/')).toMatchObject({ status: 200, body: '<p>page' });
    expect(await get('/page/main.js')).toMatchObject({ status: 200, body: '0' });
    expect(await get('/', { method: 'HEAD' })).toMatchObject({ status: 200, body: '' });
    expect(await get('/favicon.ico')).toMatchObject({ status: 204, body: '' });
    for (const path of ['/page/', '/page/../main.js', '/page/%2e%2e/%2e%2e/package.json', '//page/main.js'])
      expect(await get(path)).toMatchObject({ status: 404, body: 'not found\n' });
  });

  it('should get headers that keep browsers from harm', async () => {
    const { get } = await start({ token });
    const paths = ['/', '/page/main.js', '/metrics', '/none'];
    const authorization = `Bearer ${token}`;
    const answers = [
      ...(await Promise.all(paths.map((path) => get(path, { headers: { authorization } })))),
      await get('/'),
      await get('/', { headers: { host: 'evil.example' } }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 404, 401, 421]);
    for (const { headers } of answers) {
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'no-referrer',
        'cross-origin-resource-policy': 'same-origin',
      });
      const policy = String(headers['content-security-policy']).split('; ');
      expect(policy).toEqual(
        expect.arrayContaining(["default-src 'self'", "img-src 'self' blob:", "style-src 'self'"]),
      );
      expect(policy).toEqual(
        expect.arrayContaining(["frame-ancestors 'none'", "base-uri 'none'", "form-action 'none'"]),
      );
      expect(headers['access-control-allow-origin']).toBeUndefined();
    }
  });

  it.each(['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'])('should not be %s', async (method) => {
    const { get } = await start();
    expect(await get('/', { method })).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' } });
  });

  it.each([{ 'content-length': '3' }, { 'transfer-encoding': 'chunked' }])(
    'should have no body: %j',
    async (headers) => {
      const { get } = await start();
      for (const method of ['GET', 'POST'])
        expect(await get('/', { method, headers }, 'abc')).toMatchObject({
          ...{ status: 413, headers: { connection: 'close' } },
        });
    },
  );

  it('should not have long headers', async () => {
    const { get } = await start();
    expect(await get('/', { headers: { 'x-long': 'x'.repeat(9000) } })).toMatchObject({ status: 431 });
    expect(await get(`/?${'x'.repeat(9000)}`)).toMatchObject({ status: 431 });
    expect(await get('/', { headers: { 'x-long': 'x'.repeat(4000) } })).toMatchObject({ status: 200 });
  });

  it('should be told to the terminal if it meets a fault of the server, and not to the client', async () => {
    const fault = new Error('secret of the server');
    const { get, faults } = await start({
      registry: { contentType: Registry.PROMETHEUS_CONTENT_TYPE, metrics: () => Promise.reject(fault) },
    });
    expect(await get('/metrics')).toMatchObject({ status: 500, body: 'the server has failed\n' });
    expect(faults).toEqual([fault]);
  });
});

describe('the name by which a server is called', () => {
  const names = ['127.0.0.1', 'localhost', 'LocalHost', '[::1]', '127.0.0.2'];
  it.each(names)('may be %s, with any port', async (name) => {
    const { get, port } = await start();
    for (const host of [`${name}:${port}`, name, `${name}:1`])
      expect(await get('/', { headers: { host } })).toMatchObject({ status: 200 });
  });

  it.each([
    ...['evil.example', 'localhost.evil.example', '127.0.0.1.evil.example', '192.168.1.5'],
    ...['127.0.0.1@evil.example', 'evil.example:80', '2130706433', '0.0.0.0', '[::ffff:10.0.0.1]'],
  ])('must not be %s, so that no other name leads here', async (host) => {
    const { get, origin } = await start();
    const { status } = await get('/', { headers: { host } });
    // The second one is that of a server that cannot make an address of it.
    expect([421, 400]).toContain(status);
    expect([421, 400]).toContain(await upgrade(origin, '/live', { host, origin: `http://${host}` }));
    expect([421, 400]).toContain((await get('/metrics', { headers: { host } })).status);
  });

  it('may be one that the command line has', async () => {
    const { get } = await start({ allowedHosts: ['cams.example.org'] });
    for (const host of ['cams.example.org', 'CAMS.example.org:443'])
      expect(await get('/', { headers: { host } })).toMatchObject({ status: 200 });
    expect(await get('/', { headers: { host: 'x.cams.example.org' } })).toMatchObject({ status: 421 });
  });

  it('may be the address at which the connection has come in, if it listens on all', async () => {
    const { get } = await start({ host: '0.0.0.0', token });
    const authorization = `Bearer ${token}`;
    const others = Object.values(networkInterfaces()).flat();
    for (const each of others.filter((one) => one?.family === 'IPv4' && !one.internal)) {
      const { address } = each as { address: string };
      const headers = { host: address, authorization };
      expect(await get('/', { host: address, headers })).toMatchObject({ status: 200 });
      // It has come in at another one.
      expect(await get('/', { headers })).toMatchObject({ status: 421 });
    }
    expect(await get('/', { headers: { host: hostname(), authorization } })).toMatchObject({ status: 421 });
  });

  it('must be there', async () => {
    const { port } = await start();
    const socket = connect(port, '127.0.0.1', () => socket.end('GET / HTTP/1.1\r\n\r\n'));
    let answer = '';
    for await (const chunk of socket) answer += chunk;
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
  });
});

describe('a token', () => {
  it('should be needed for everything', async () => {
    const { get, origin } = await start({ token });
    for (const path of ['/', '/page/main.js', '/metrics', '/none'])
      expect(await get(path)).toMatchObject({
        status: 401,
        headers: { 'www-authenticate': 'Bearer realm="ascend-rx-dashboard"', 'cache-control': 'no-store' },
      });
    expect(await upgrade(origin, '/live', { origin })).toBe(401);
  });

  it('should be taken from the header Authorization', async () => {
    const { get, origin } = await start({ token });
    const authorization = `Bearer ${token}`;
    for (const path of ['/', '/page/main.js', '/metrics'])
      expect(await get(path, { headers: { authorization } })).toMatchObject({ status: 200 });
    expect(await upgrade(origin, '/live', { origin, authorization })).toBe(101);
  });

  it.each([
    ...[`${token}x`, token.slice(1), token.toUpperCase(), '', 'Bearer', `${token} ${token}`].map(
      (each) => `Bearer ${each}`,
    ),
    ...[token, `Basic ${Buffer.from(`:${token}`).toString('base64')}`],
  ])('should not be %j', async (authorization) => {
    const { get, origin } = await start({ token });
    expect(await get('/metrics', { headers: { authorization } })).toMatchObject({ status: 401 });
    expect(await upgrade(origin, '/live', { origin, authorization })).toBe(401);
  });

  it('should become a cookie that scripts and other sites cannot use, and leave the address', async () => {
    const { get, origin, port } = await start({ token });
    const answer = await get(`/?token=${token}`);
    expect(answer).toMatchObject({ status: 303, headers: { location: '/', 'cache-control': 'no-store' } });
    const [cookie = '', ...more] = answer.headers['set-cookie'] ?? [];
    expect(more).toEqual([]);
    const [pair = '', ...attributes] = cookie.split('; ');
    expect(attributes).toEqual(['HttpOnly', 'SameSite=Strict', 'Path=/']);
    expect(pair).toMatch(new RegExp(`^ascend_rx_dashboard_${port}=[\\w-]{43}$`));
    expect(cookie).not.toContain(token);
    for (const path of ['/', '/metrics'])
      expect(await get(path, { headers: { cookie: `other=1; ${pair}` } })).toMatchObject({ status: 200 });
    expect(await upgrade(origin, '/live', { origin, cookie: pair })).toBe(101);
    for (const wrong of [`${pair}x`, pair.slice(0, -1), pair.replace(/=.*/, `=${token}`)])
      expect(await get('/', { headers: { cookie: wrong } })).toMatchObject({ status: 401 });
    // It is another one each time that the server starts.
    const { get: getOther, port: otherPort } = await start({ token });
    const value = pair.slice(pair.indexOf('='));
    const other = { cookie: `ascend_rx_dashboard_${otherPort}${value}` };
    expect(await getOther('/', { headers: other })).toMatchObject({ status: 401 });
  });

  it('should be the right one there, too', async () => {
    const { get, origin } = await start({ token });
    for (const query of [`token=${token}x`, 'token=', `token=x&token=${token}`, `Token=${token}`]) {
      const { status, headers } = await get(`/?${query}`);
      expect({ status, cookie: headers['set-cookie'] }).toEqual({ status: 401, cookie: undefined });
    }
    expect(await get(`/metrics?token=${token}`)).toMatchObject({ status: 401 });
    expect(await upgrade(origin, `/live?token=${token}`, { origin })).toBe(401);
  });

  it('should be harmless if none is needed', async () => {
    const { get } = await start();
    const { status, headers } = await get('/?token=x');
    expect({ status, location: headers.location, cookie: headers['set-cookie'] }).toEqual({
      ...{ status: 303, location: '/', cookie: undefined },
    });
  });

  it('should be needed where a name is an address that other machines reach', async () => {
    await expect(start({ host: '0.0.0.0' })).rejects.toThrow(
      '0.0.0.0 is 0.0.0.0, which other machines reach, so --token is needed',
    );
  });
});

describe('a WebSocket', () => {
  it('should be opened by a page of this server alone', async () => {
    const { origin, port } = await start();
    expect(await upgrade(origin, '/live', { origin })).toBe(101);
    const host = `localhost:${port}`;
    expect(await upgrade(origin, '/live', { host, origin: `http://${host}` })).toBe(101);
    // Behind a proxy that speaks TLS.
    expect(await upgrade(origin, '/live', { host: 'localhost', origin: 'https://localhost' })).toBe(101);
    for (const other of [
      ...['http://evil.example', 'null', 'http://localhost', `http://localhost:${port}`, `${origin}/`],
      ...[`http://127.0.0.1:${port + 1}`, `ftp://127.0.0.1:${port}`, `http://evil.example#${origin}`],
    ])
      expect(await upgrade(origin, '/live', { origin: other })).toBe(403);
    expect(await upgrade(origin, '/live', {})).toBe(403);
  });

  it('should be at /live', async () => {
    const { origin } = await start();
    for (const path of ['/', '/live/', '/metrics']) expect(await upgrade(origin, path, { origin })).toBe(404);
    expect(await upgrade(origin, '/live?x', { origin })).toBe(101);
  });

  it('should be refused if many pages are there, until one leaves', async () => {
    const { origin, hub, get } = await start();
    const pages = await Promise.all(Array.from({ length: mostClients }, () => Page.open(origin)));
    expect(hub.clients).toBe(mostClients);
    expect(await upgrade(origin, '/live', { origin })).toBe(503);
    expect(await get('/')).toMatchObject({ status: 200 });
    const [first] = pages;
    first?.socket.terminate();
    await first?.closed;
    while (hub.isFull) await new Promise((resolve) => setImmediate(resolve));
    expect(await upgrade(origin, '/live', { origin })).toBe(101);
  });

  it('should answer wrong messages to the page that has sent them, and tell settings', async () => {
    const { origin, changes } = await start();
    const [page, other] = await Promise.all([Page.open(origin), Page.open(origin)]);
    await page.next('hello', undefined, 0);
    page.send('{"type":"set","settings":{"paused":1}}');
    const { message } = await page.next('error');
    expect(message).toBe('expected true or false for paused but received 1');
    page.send({ type: 'set', settings: { paused: true } });
    page.send('{"type":"open","input":"file:///etc/passwd"}');
    expect((await page.next('error')).message).toMatch(
      /^expected the type "set" or "watch" but received "open"$/,
    );
    expect(changes).toEqual([{ ...initialSettings, paused: true }]);
    expect(other.received.filter(({ type }) => type === 'error')).toEqual([]);
  });

  it('should be ended with the server, at once, whatever the page does', async () => {
    const { close, origin } = await start();
    const [polite, silent] = await Promise.all([Page.open(origin), Page.open(origin, { autoPong: false })]);
    silent.socket.pause();
    servers.pop();
    await close();
    expect(await polite.closed).toEqual({ code: 1001, reason: 'the server ends' });
    silent.socket.resume();
    await silent.closed;
  });
});

it('should say what to do if the port is in use', async () => {
  const { port } = await start();
  await expect(start({ port })).rejects.toThrow(
    `port ${port} of 127.0.0.1 is in use: choose another one with --port`,
  );
  await expect(start({ host: '203.0.113.1', token })).rejects.toThrow(
    /^cannot listen on port 0 of 203\.0\.113\.1: /,
  );
});
