import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { Hello, ServerMessage, Settings } from '../protocol.js';
import { PageClient } from './page-client.js';
import { readPageMessage, WrongMessage } from './page-message.js';

/** Pages at once. */
export const mostClients = 32;
/** Bytes of a message of a page. */
const longestMessage = 1024;
/** Seconds in which a page has to answer. */
const patience = 15;

export interface HubOptions {
  readonly cameras: number;
  /** What a page that comes is told. */
  readonly hello: () => Hello;
  /** The newest picture of each camera that has been made. */
  readonly pictures: () => readonly (Buffer | undefined)[];
  /** A page has come, or shows more cameras. */
  readonly onLook: () => void;
  readonly settings: () => Settings;
  /** A page wants other ones. */
  readonly onSettings: (settings: Settings) => void;
}

/** All pages that are connected. */
export class Hub {
  readonly #clients = new Set<PageClient>();
  readonly #server = new WebSocketServer({
    noServer: true,
    maxPayload: longestMessage,
    // Pictures are compressed already.
    perMessageDeflate: false,
    clientTracking: false,
  });
  #seconds = 0;
  #isClosed = false;
  readonly #timer = setInterval(() => this.#second(), 1000).unref();

  constructor(private readonly options: HubOptions) {}

  /** Pages at this moment. */
  get clients(): number {
    return this.#clients.size;
  }

  get isFull(): boolean {
    return this.#isClosed || this.#clients.size >= mostClients;
  }

  /** Whether a page shows the pictures of a camera. */
  isWatched(camera: number): boolean {
    for (const client of this.#clients) if (client.watches(camera)) return true;
    return false;
  }

  /** A request that has been admitted. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.#server.handleUpgrade(request, socket, head, (connection) => {
      const { cameras, hello } = this.options;
      const client: PageClient = new PageClient(connection, {
        cameras,
        onText: (text) => this.#received(client, text),
        onGone: () => this.#clients.delete(client),
      });
      this.#clients.add(client);
      client.say(hello());
      this.#showTo(client);
    });
  }

  picture(camera: number, message: Buffer): void {
    for (const client of this.#clients) client.picture(camera, message);
  }

  /** @param isOptional a page that is slow misses it */
  say(message: ServerMessage, isOptional = false): void {
    for (const client of this.#clients) client.say(message, isOptional);
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    clearInterval(this.#timer);
    for (const client of this.#clients) client.close();
    this.#server.close();
  }

  /** Ends what has not ended after `close`. */
  terminate(): void {
    for (const client of this.#clients) client.terminate();
  }

  #received(client: PageClient, text: string): void {
    const { settings, cameras, onSettings } = this.options;
    try {
      const wish = readPageMessage(text, { settings: settings(), cameras });
      if (wish.type === 'set') onSettings(wish.settings);
      else {
        client.watch(wish.cameras);
        this.#showTo(client);
      }
    } catch (error) {
      if (!(error instanceof WrongMessage)) throw error;
      client.say({ type: 'error', message: error.message });
    }
  }

  /** What there is. What has not been encoded follows. */
  #showTo(client: PageClient): void {
    const { pictures, onLook } = this.options;
    for (const [camera, picture] of pictures().entries())
      if (picture !== undefined) client.picture(camera, picture);
    onLook();
  }

  #second(): void {
    this.#seconds += 1;
    for (const client of this.#clients) {
      client.second();
      if (this.#seconds % patience === 0) client.check();
    }
  }
}
