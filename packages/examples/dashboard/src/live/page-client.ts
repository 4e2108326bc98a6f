import type { WebSocket } from 'ws';
import type { ServerMessage } from '../protocol.js';

/** Pictures of one camera that may be on their way to a page. */
const mostOnTheWay = 2;
/** A page that has more to receive, in bytes, is too slow for anything. */
const mostBuffered = 8 * 1024 * 1024;
/** Messages that a page may send in a second. */
const mostMessages = 20;
/** How long a page that is cut off may take to close, in ms. */
const closeTimeout = 1000;

/** What a page has of the pictures of one camera. */
interface Showing {
  isWatched: boolean;
  onTheWay: number;
  next: Buffer | undefined;
}

/** Codes of RFC 6455, section 7.4.1. */
const closeCodes = { goingAway: 1001, unsupportedData: 1003, policyViolation: 1008 } as const;

export interface PageClientOptions {
  readonly cameras: number;
  /** Text that the page has sent. What it throws is the caller's. */
  readonly onText: (text: string) => void;
  /** It is gone, for whatever reason. Called once. */
  readonly onGone: () => void;
}

/**
 * One page. A ping follows each picture, and browsers answer it when they have received both. So the server knows how many
 * pictures are on their way: there are at most two of each camera. A slower page misses pictures, and sees the newest.
 */
export class PageClient {
  readonly #cameras: readonly Showing[];
  #hasAnswered = true;
  #messages = 0;
  #ending: NodeJS.Timeout | undefined;

  constructor(
    private readonly socket: WebSocket,
    { cameras, onText, onGone }: PageClientOptions,
  ) {
    this.#cameras = Array.from({ length: cameras }, () => ({
      isWatched: true,
      onTheWay: 0,
      next: undefined,
    }));
    socket.on('pong', (payload: Buffer) => this.#arrived(payload));
    socket.on('message', (data, isBinary) => {
      // What comes while it closes counts for nothing.
      if (socket.readyState !== socket.OPEN) return;
      this.#messages += 1;
      if (isBinary) this.#cutOff(closeCodes.unsupportedData, 'expected text');
      else if (this.#messages > mostMessages)
        this.#cutOff(closeCodes.policyViolation, `expected at most ${mostMessages} messages per second`);
      else onText(String(data));
    });
    // It closes then, as after a message that is too long.
    socket.on('error', () => this.#endSoon());
    socket.on('close', () => {
      clearTimeout(this.#ending);
      this.#ending = undefined;
      onGone();
    });
  }

  picture(camera: number, message: Buffer): void {
    const state = this.#cameras[camera];
    if (state?.isWatched !== true) return;
    state.next = message;
    this.#send(camera, state);
  }

  watches(camera: number): boolean {
    return this.#cameras[camera]?.isWatched === true;
  }

  /** The page shows these, and no others. */
  watch(cameras: ReadonlySet<number>): void {
    for (const [camera, state] of this.#cameras.entries()) {
      state.isWatched = cameras.has(camera);
      if (!state.isWatched) state.next = undefined;
    }
  }

  /** @param isOptional a page that has not received what was sent before misses it */
  say(message: ServerMessage, isOptional = false): void {
    if (isOptional && this.socket.bufferedAmount > 0) return;
    this.#write(JSON.stringify(message));
  }

  /** To be called once a second. */
  second(): void {
    this.#messages = 0;
  }

  /** To be called at longer intervals: a page that has not answered since the last call is gone. */
  check(): void {
    if (!this.#hasAnswered) {
      this.socket.terminate();
      return;
    }
    this.#hasAnswered = false;
    this.#ping(Buffer.alloc(0));
  }

  /** A page that does not answer is not waited for. */
  close(): void {
    this.#cutOff(closeCodes.goingAway, 'the server ends');
  }

  terminate(): void {
    this.socket.terminate();
  }

  #cutOff(code: number, reason: string): void {
    this.socket.close(code, reason);
    this.#endSoon();
  }

  /** A page that does not close is not waited for. */
  #endSoon(): void {
    if (this.socket.readyState === this.socket.CLOSED) return;
    this.#ending ??= setTimeout(() => this.socket.terminate(), closeTimeout).unref();
  }

  #arrived(payload: Buffer): void {
    this.#hasAnswered = true;
    const camera = payload.length === 1 ? (payload[0] as number) : -1;
    const state = this.#cameras[camera];
    if (state === undefined || state.onTheWay === 0) return;
    state.onTheWay -= 1;
    this.#send(camera, state);
  }

  #send(camera: number, state: Showing): void {
    const { next } = state;
    if (next === undefined || state.onTheWay >= mostOnTheWay) return;
    state.next = undefined;
    state.onTheWay += 1;
    this.#write(next);
    this.#ping(Buffer.of(camera));
  }

  #write(data: string | Buffer): void {
    const { socket } = this;
    if (socket.readyState !== socket.OPEN) return;
    if (socket.bufferedAmount > mostBuffered) socket.terminate();
    else socket.send(data, () => {}); // an error closes it
  }

  #ping(payload: Buffer): void {
    const { socket } = this;
    if (socket.readyState === socket.OPEN) socket.ping(payload, undefined, () => {});
  }
}
