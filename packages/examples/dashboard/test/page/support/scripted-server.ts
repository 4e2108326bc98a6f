// A server that speaks the protocol, and says what a test tells it to say. It has the page as it was built.
import { EventEmitter, once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type WebSocket, WebSocketServer } from 'ws';
import type { FrameHeader, PageMessage, ServerMessage } from '../../../src/protocol.js';

const dashboard = fileURLToPath(new URL('../../..', import.meta.url));
const uplot = dirname(createRequire(import.meta.url).resolve('uplot'));
const types: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.css': 'text/css',
  '.js': 'text/javascript',
};

export class ScriptedServer {
  readonly #events = new EventEmitter<{ page: []; message: [] }>();
  readonly #server: Server;
  readonly #sockets: WebSocketServer;
  /** Every message of every page that was not taken yet. */
  readonly #received: PageMessage[] = [];
  /** Pages that have connected, since the start. */
  connections = 0;

  private constructor(server: Server, sockets: WebSocketServer) {
    this.#server = server;
    this.#sockets = sockets;
    sockets.on('connection', (page) => {
      page.on('message', (data) => {
        this.#received.push(JSON.parse(String(data)));
        this.#events.emit('message');
      });
      this.connections += 1;
      this.#events.emit('page');
    });
  }

  /** @param port 0: any. A port that another has had: pages of that one connect again */
  static async start(port = 0): Promise<ScriptedServer> {
    const server = createServer(async ({ url = '/' }, response) => {
      response.setHeader(
        'Content-Security-Policy',
        "default-src 'self'; img-src 'self' blob:; style-src 'self'",
      );
      if (url === '/favicon.ico') return void response.writeHead(204).end();
      const file = fileOf(new URL(url, 'http://localhost').pathname);
      if (file === undefined) return void response.writeHead(404).end();
      response.setHeader('Content-Type', `${types[extname(file)]}; charset=utf-8`);
      response.end(await readFile(file));
    });
    const sockets = new WebSocketServer({ server, path: '/live' });
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return new ScriptedServer(server, sockets);
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/`;
  }

  /** Until so many pages have connected since the start. */
  async connected(pages = 1): Promise<void> {
    while (this.connections < pages) await once(this.#events, 'page');
  }

  /** Takes the next message of this type from any page. */
  async receive<Type extends PageMessage['type']>(type: Type): Promise<Extract<PageMessage, { type: Type }>> {
    for (;;) {
      const position = this.#received.findIndex((message) => message.type === type);
      const [message] = position < 0 ? [] : this.#received.splice(position, 1);
      if (message !== undefined) return message as Extract<PageMessage, { type: Type }>;
      await once(this.#events, 'message');
    }
  }

  /** To every page. */
  send(message: ServerMessage): void {
    this.sendRaw(JSON.stringify(message));
  }

  frame(header: FrameHeader, jpeg: Uint8Array): void {
    const text = Buffer.from(JSON.stringify(header));
    const length = Buffer.alloc(4);
    length.writeUInt32LE(text.length);
    this.sendRaw(Buffer.concat([length, text, jpeg]));
  }

  sendRaw(data: string | Uint8Array): void {
    for (const page of this.#pages()) page.send(data);
  }

  /** Ends every connection, and refuses others. */
  async close(): Promise<void> {
    for (const page of this.#pages()) page.terminate();
    this.#sockets.close();
    this.#server.closeAllConnections();
    const closed = once(this.#server, 'close');
    this.#server.close();
    await closed;
  }

  #pages(): Iterable<WebSocket> {
    return this.#sockets.clients;
  }
}

function fileOf(path: string): string | undefined {
  if (path === '/') return join(dashboard, 'page/index.html');
  const [, folder, name] = /^\/(page|uplot)\/([\w.-]+\.(?:css|js))$/.exec(path) ?? [];
  if (name === undefined) return undefined;
  if (folder === 'uplot') return join(uplot, name);
  return join(dashboard, name.endsWith('.css') ? 'page' : 'dist/browser/page', name);
}
