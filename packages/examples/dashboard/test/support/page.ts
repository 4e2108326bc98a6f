// A page, as far as the server sees it.
import { EventEmitter, once } from 'node:events';
import WebSocket, { type ClientOptions } from 'ws';
import type { FrameHeader, PageMessage, ServerMessage } from '../../src/protocol.js';
import { readFrameMessage } from './read-frame-message.js';

export type Received = ServerMessage | { readonly type: 'picture'; readonly header: FrameHeader };

/** A WebSocket that keeps what it receives. */
export class Page {
  readonly received: Received[] = [];
  /** Of the end of the connection. */
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
  readonly #changed = new EventEmitter().setMaxListeners(0);

  private constructor(readonly socket: WebSocket) {
    socket.on('message', (data: Buffer, isBinary) => {
      const message: Received = isBinary
        ? { type: 'picture', header: readFrameMessage(data).header }
        : JSON.parse(data.toString());
      this.received.push(message);
      this.#changed.emit('change');
    });
    this.closed = once(socket, 'close').then(([code, reason]) => ({ code, reason: String(reason) }));
    socket.on('close', () => this.#changed.emit('change'));
  }

  /** @param origin of the server, such as http://127.0.0.1:8080 */
  static async open(origin: string, options: ClientOptions = {}): Promise<Page> {
    const page = new Page(new WebSocket(`${origin.replace('http', 'ws')}/live`, { origin, ...options }));
    await once(page.socket, 'open');
    return page;
  }

  send(message: PageMessage | string): void {
    this.socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  /**
   * Resolves with the first message that was, or will be, received and fits.
   *
   * @param from the position from which on messages count. Default: those that come from now on
   */
  async next<Type extends Received['type']>(
    type: Type,
    fits: (message: Extract<Received, { type: Type }>) => boolean = () => true,
    from = this.received.length,
  ): Promise<Extract<Received, { type: Type }>> {
    for (;;) {
      const found = this.received
        .slice(from)
        .find(
          (message): message is Extract<Received, { type: Type }> =>
            message.type === type && fits(message as Extract<Received, { type: Type }>),
        );
      if (found !== undefined) return found;
      if (this.socket.readyState > WebSocket.OPEN) throw new Error(`the connection ended before ${type}`);
      await once(this.#changed, 'change');
    }
  }
}
