// One connection to an RTSP server (RFC 2326): requests, answers, and binary packets between them. On a socket of the
// worker's own event loop.
import { connect, isIP } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import { VideoError } from '../../errors/video-error.js';
import { authorization, type Credentials } from './authorization.js';

export interface RtspAnswer {
  readonly status: number;
  readonly reason: string;
  readonly headers: ReadonlyMap<string, readonly string[]>;
  readonly body: string;
}

/** The most bytes of headers, and of a body. */
const limit = 256 * 1024;

export class RtspConnection {
  /** Packets in the connection: even channels are RTP, odd ones RTCP. */
  onPacket: (channel: number, packet: Buffer) => void = () => {};
  /** Called once, at the end of the connection. */
  onClosed: (error: Error | undefined) => void = () => {};
  readonly #socket: Duplex;
  readonly #waiting = new Map<number, { resolve(answer: RtspAnswer): void; reject(error: Error): void }>();
  #held: Buffer = Buffer.alloc(0);
  #sequence = 0;
  #challenges: readonly string[] = [];
  #session = '';

  constructor(
    url: URL,
    private readonly credentials: Credentials | undefined,
  ) {
    const host = url.hostname.replace(/^\[|\]$/g, '');
    const secure = url.protocol === 'rtsps:';
    const port = url.port === '' ? (secure ? 322 : 554) : Number(url.port);
    this.#socket = secure
      ? connectTls({ host, port, servername: isIP(host) === 0 ? host : '' })
      : connect({ host, port });
    this.#socket.on('data', (chunk: Buffer) => this.#receive(chunk));
    this.#socket.on('error', (error) => this.#end(error));
    this.#socket.on('close', () => this.#end(undefined));
  }

  set session(value: string) {
    this.#session = value;
  }

  /** Sends a request and returns its answer, with authorization if the server asks. Throws for an answer that is no success. */
  async request(method: string, uri: string, headers: Record<string, string> = {}): Promise<RtspAnswer> {
    let answer = await this.#exchange(method, uri, headers);
    if (answer.status === 401 && this.credentials !== undefined) {
      // Also when a nonce has become too old.
      this.#challenges = answer.headers.get('www-authenticate') ?? [];
      answer = await this.#exchange(method, uri, headers);
    }
    if (answer.status >= 200 && answer.status < 300) return answer;
    if (answer.status === 401 || answer.status === 403)
      throw new VideoError('ERR_VIDEO_CREDENTIALS', `The server refuses access: ${answer.status}.`);
    throw new VideoError(
      'ERR_VIDEO_OPEN',
      `The server answers ${answer.status} ${answer.reason} to ${method}.`,
    );
  }

  /** Sends a request whose answer nobody needs. */
  tell(method: string, uri: string): void {
    this.request(method, uri).catch(() => {});
  }

  close(): void {
    this.#socket.destroy();
  }

  #exchange(method: string, uri: string, headers: Record<string, string>): Promise<RtspAnswer> {
    this.#sequence += 1;
    const sequence = this.#sequence;
    const all: Record<string, string> = { CSeq: String(sequence), 'User-Agent': 'ascend-rx', ...headers };
    if (this.#session !== '') all.Session = this.#session;
    if (this.credentials !== undefined && this.#challenges.length > 0) {
      const answer = authorization(this.#challenges, method, uri, this.credentials);
      if (answer !== undefined) all.Authorization = answer;
    }
    const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
    return new Promise((resolve, reject) => {
      this.#waiting.set(sequence, { resolve, reject });
      this.#socket.write(`${method} ${uri} RTSP/1.0\r\n${lines.join('')}\r\n`);
    });
  }

  #receive(chunk: Buffer): void {
    this.#held = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]);
    while (this.#held.length > 0) {
      const used = this.#held[0] === 0x24 ? this.#packet() : this.#message();
      if (used === 0) break;
      this.#held = this.#held.subarray(used);
    }
    if (this.#held.length > 2 * limit) this.#socket.destroy(new Error('The server sends no RTSP.'));
  }

  /** `$`, a channel, a length, and the packet. Returns the bytes that were used. */
  #packet(): number {
    if (this.#held.length < 4) return 0;
    const length = this.#held.readUInt16BE(2);
    if (this.#held.length < 4 + length) return 0;
    this.onPacket(this.#held[1] as number, this.#held.subarray(4, 4 + length));
    return 4 + length;
  }

  #message(): number {
    const end = this.#held.indexOf('\r\n\r\n');
    if (end < 0) return 0;
    const [first = '', ...lines] = this.#held.toString('latin1', 0, end).split('\r\n');
    const headers = new Map<string, string[]>();
    for (const line of lines) {
      const colon = line.indexOf(':');
      if (colon < 0) continue;
      const name = line.slice(0, colon).trim().toLowerCase();
      headers.set(name, [...(headers.get(name) ?? []), line.slice(colon + 1).trim()]);
    }
    const length = Number(headers.get('content-length')?.[0] ?? 0);
    const used = end + 4 + (Number.isInteger(length) && length > 0 ? Math.min(length, limit) : 0);
    if (this.#held.length < used) return 0;
    const [, status, reason = ''] = /^RTSP\/1\.\d (\d{3}) ?(.*)$/.exec(first) ?? [];
    const sequence = Number(headers.get('cseq')?.[0]);
    const waiting = this.#waiting.get(sequence);
    // A request of the server's own is not answered.
    if (status === undefined || waiting === undefined) return used;
    this.#waiting.delete(sequence);
    waiting.resolve({
      status: Number(status),
      reason,
      headers,
      body: this.#held.toString('utf8', end + 4, used),
    });
    return used;
  }

  #end(error: Error | undefined): void {
    const closed = error ?? new Error('The server has closed the connection.');
    for (const { reject } of this.#waiting.values()) reject(closed);
    this.#waiting.clear();
    const tell = this.onClosed;
    this.onClosed = () => {};
    tell(error);
  }
}
