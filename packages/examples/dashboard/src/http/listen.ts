import { once } from 'node:events';
import { createServer, type Server, STATUS_CODES } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { getRequestListener } from '@hono/node-server';
import { UsageError } from 'ascend-rx/options';
import type { Hub } from '../live/hub.js';
import { Access, type AccessOptions, type Refusal } from './access.js';
import { type AppOptions, createApp } from './create-app.js';
import { isLoopback } from './is-loopback.js';

/** Bounds of one request: bytes, and ms. */
const limits = {
  maxHeaderSize: 8192,
  headersTimeout: 10_000,
  requestTimeout: 10_000,
  keepAliveTimeout: 5000,
};
/** Connections at once, those of pages too. */
const mostConnections = 256;

export interface ListenOptions extends Omit<AppOptions, 'access'>, AccessOptions {
  readonly hub: Hub;
}

/** A server that listens. */
export interface Listening {
  /** For people. */
  readonly url: string;
  readonly port: number;
  /** Resolves when no connection is left. Those that are open are ended. */
  close(): Promise<void>;
}

/** @throws UsageError if it cannot listen there */
export async function listen(options: ListenOptions): Promise<Listening> {
  const { host, hub, token } = options;
  const server = createServer({ ...limits, connectionsCheckingInterval: 2000 });
  server.maxConnections = mostConnections;
  const { address, port } = await bind(server, options);
  // A name may stand for any address.
  if (token === undefined && !isLoopback(address)) {
    server.close();
    throw new UsageError(`${host} is ${address}, which other machines reach, so --token is needed`);
  }
  const access = new Access({ ...options, port });
  const { fetch } = createApp({ ...options, access });
  server.on('request', getRequestListener(fetch, { overrideGlobalObjects: false }));
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => {}); // it closes then
    const path = request.url?.split('?')[0];
    const refusal: (Omit<Refusal, 'status'> & { readonly status: number }) | undefined =
      access.refusalOfForm(request) ??
      access.refusalOfToken(request) ??
      (path === '/live' ? undefined : { status: 404, message: 'not found' }) ??
      access.refusalOfOrigin(request) ??
      (hub.isFull ? { status: 503, message: 'too many pages are connected' } : undefined);
    if (refusal === undefined) hub.upgrade(request, socket, head);
    else refuse(socket, refusal.status, refusal.message);
  });
  return { url: `http://${shownHost(host)}:${port}/`, port, close: () => close(server, hub) };
}

async function bind(server: Server, { host, port }: ListenOptions): Promise<AddressInfo> {
  server.listen({ host, port });
  try {
    await once(server, 'listening');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE')
      throw new UsageError(`port ${port} of ${host} is in use: choose another one with --port`);
    throw new UsageError(`cannot listen on port ${port} of ${host}: ${message}`, { cause: error });
  }
  return server.address() as AddressInfo;
}

async function close(server: Server, hub: Hub): Promise<void> {
  hub.close();
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  // Pages that have not answered yet.
  setImmediate(() => hub.terminate());
  await closed;
}

function refuse(socket: Duplex, status: number, message: string): void {
  const body = `${message}\n`;
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'Connection: close',
    'Content-Type: text/plain; charset=utf-8',
    'X-Content-Type-Options: nosniff',
    `Content-Length: ${Buffer.byteLength(body)}`,
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy());
}

/** What a browser can open. */
function shownHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}
