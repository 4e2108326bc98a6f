import type { PageMessage, ServerMessage } from '../src/protocol.js';
import { BackOff } from './back-off.js';
import { parseFrame, parseServerMessage, type ReceivedFrame } from './messages.js';

export type ConnectionState =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'open' }
  /** `until`: the next attempt, on the clock of `performance.now()`. */
  | { readonly kind: 'waiting'; readonly until: number; readonly failures: number };

export interface ConnectionListener {
  changed(state: ConnectionState): void;
  message(message: ServerMessage): void;
  frame(frame: ReceivedFrame): void;
  /** A message could not be read, or handling it has failed. */
  failed(error: unknown): void;
}

/** Codes of a server that did not like what the page has sent. */
const refusals: readonly number[] = [1003, 1007, 1008, 1009];

/** Milliseconds without a message after which the connection counts as lost: the server sends figures once a second. */
const longestSilence = 10_000;

/**
 * The WebSocket to the server. A connection that ends is made again, with growing delays; never while the tab is hidden, but at once when it
 * is shown again.
 */
export class Connection {
  readonly #backOff = new BackOff();
  #socket: WebSocket | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #heard = 0;
  #state: ConnectionState = { kind: 'connecting' };

  constructor(
    private readonly url: string,
    private readonly listener: ConnectionListener,
  ) {}

  get state(): ConnectionState {
    return this.#state;
  }

  /** Connects now, if it is not connected or connecting. */
  connect(): void {
    if (this.#socket !== undefined) return;
    clearTimeout(this.#timer);
    this.#heard = performance.now();
    this.#change({ kind: 'connecting' });
    const socket = new WebSocket(this.url);
    socket.binaryType = 'arraybuffer';
    this.#socket = socket;
    socket.addEventListener('message', ({ data }) => {
      if (this.#socket === socket) this.#receive(data);
    });
    socket.addEventListener('close', ({ code, reason }) => {
      if (this.#socket === socket && refusals.includes(code))
        this.listener.failed(new Error(`The server has ended the connection: ${reason || `code ${code}`}.`));
      this.#lost(socket);
    });
  }

  /** False if the connection is not open: nothing was sent. */
  send(message: PageMessage): boolean {
    if (this.#state.kind !== 'open' || this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(JSON.stringify(message));
    return true;
  }

  /** Gives up a connection that has been silent for too long: a network that went away sends no end. To be called now and then. */
  check(): void {
    const socket = this.#socket;
    if (socket === undefined || performance.now() - this.#heard < longestSilence) return;
    this.#lost(socket);
    socket.close();
  }

  #receive(data: unknown): void {
    this.#heard = performance.now();
    try {
      if (data instanceof ArrayBuffer) {
        this.listener.frame(parseFrame(data));
        return;
      }
      const message = parseServerMessage(String(data));
      if (message.type === 'hello' && this.#state.kind !== 'open') {
        this.#backOff.succeeded();
        this.#change({ kind: 'open' });
      }
      this.listener.message(message);
    } catch (error) {
      this.listener.failed(error);
    }
  }

  #lost(socket: WebSocket): void {
    if (this.#socket !== socket) return;
    this.#socket = undefined;
    const delay = this.#backOff.failed();
    const { failures } = this.#backOff;
    this.#timer = setTimeout(() => this.#retry(), delay);
    this.#change({ kind: 'waiting', until: performance.now() + delay, failures });
  }

  #retry(): void {
    if (document.hidden) document.addEventListener('visibilitychange', () => this.#retry(), { once: true });
    else this.connect();
  }

  #change(state: ConnectionState): void {
    this.#state = state;
    this.listener.changed(state);
  }
}
