// One connection to an RTSP server (RFC 2326): requests, answers, and binary packets between them. On a socket of the
// worker's own event loop. Nothing that a server sends, or leaves out, makes it hold more than stated here.
import { connect, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { VideoError } from '../../errors/video-error.js';
import { authorization, type Credentials } from './authorization.js';
import { hostLookup } from './resolve-host.js';
import { parseRtspMessage, type RtspMessage } from './rtsp-message.js';

/** The most bytes of headers, and of a body. */
const limit = 256 * 1024;

interface Waiting {
  resolve(answer: RtspMessage): void;
  reject(error: Error): void;
}

export class RtspConnection {
  /** Packets in the connection: the channels are those that SETUP has agreed on. */
  onPacket: (channel: number, packet: Buffer) => void = () => {};
  /** Called once, at the end of the connection. */
  onClosed: (error: Error | undefined) => void = () => {};
  readonly #socket: Socket;
  readonly #leave = new AbortController();
  /** By their sequence numbers, in order. */
  readonly #waiting = new Map<number, Waiting>();
  #held: Buffer = Buffer.alloc(0);
  #sequence = 0;
  #challenges: readonly string[] = [];
  /** Answers to these challenges. */
  #answers = 0;
  #session = '';
  #told = 0;
  #closed: Error | undefined;

  constructor(
    url: URL,
    private readonly credentials: Credentials | undefined,
  ) {
    const host = url.hostname.replace(/^\[|\]$/g, '');
    const secure = url.protocol === 'rtsps:';
    const port = url.port === '' ? (secure ? 322 : 554) : Number(url.port);
    const lookup = hostLookup(this.#leave.signal);
    this.#socket = secure
      ? connectTls({ host, port, lookup, servername: isIP(host) === 0 ? host : '' })
      : connect({ host, port, lookup });
    this.#socket.on('data', (chunk: Buffer) => this.#receive(chunk));
    this.#socket.on('error', (error) => this.#end(error));
    this.#socket.on('close', () => this.#end(undefined));
  }

  set session(value: string) {
    this.#session = value;
  }

  /** Whether it is one of IPv6. Known after the first answer, as `peer` is. */
  get isIPv6(): boolean {
    return this.#socket.remoteFamily === 'IPv6';
  }

  /** The address of the server. */
  get peer(): string | undefined {
    return this.#socket.remoteAddress;
  }

  /** Sends a request and returns its answer, with authorization if the server asks. Throws for an answer that is no success. */
  async request(method: string, uri: string, headers: Record<string, string> = {}): Promise<RtspMessage> {
    let answer = await this.#exchange(method, uri, headers);
    if (answer.status === 401 && this.credentials !== undefined) {
      // Also when a nonce has become too old.
      this.#challenges = answer.headers.get('www-authenticate') ?? [];
      this.#answers = 0;
      answer = await this.#exchange(method, uri, headers);
    }
    const { status, reason } = answer;
    if (status >= 200 && status < 300) return answer;
    if (status === 401 || status === 403)
      throw new VideoError('ERR_VIDEO_CREDENTIALS', `The server refuses access: ${status}.`);
    if (status >= 300 && status < 400)
      throw new VideoError('ERR_VIDEO_INPUT', `The server points elsewhere (${status}), which is refused.`);
    throw new VideoError('ERR_VIDEO_OPEN', `The server answers ${status} ${reason} to ${method}.`);
  }

  /** Sends a request whose answer need not come. Of such requests only the last one waits. */
  tell(method: string, uri: string): Promise<RtspMessage | undefined> {
    this.#waiting.get(this.#told)?.reject(new Error('A later request has replaced it.'));
    this.#waiting.delete(this.#told);
    const answer = this.request(method, uri);
    this.#told = this.#sequence;
    return answer.catch(() => undefined);
  }

  close(): void {
    this.#leave.abort();
    this.#socket.destroy();
  }

  #exchange(method: string, uri: string, headers: Record<string, string>): Promise<RtspMessage> {
    if (this.#closed !== undefined) return Promise.reject(this.#closed);
    this.#sequence += 1;
    const sequence = this.#sequence;
    const all: Record<string, string> = { CSeq: String(sequence), 'User-Agent': 'ascend-rx', ...headers };
    if (this.#session !== '') all.Session = this.#session;
    if (this.credentials !== undefined && this.#challenges.length > 0) {
      this.#answers += 1;
      const answer = authorization(this.#challenges, method, uri, this.credentials, this.#answers);
      if (answer !== undefined) all.Authorization = answer;
    }
    return new Promise((resolve, reject) => {
      this.#waiting.set(sequence, { resolve, reject });
      this.#send(`${method} ${uri} RTSP/1.0`, all);
    });
  }

  #send(first: string, headers: Record<string, string>): void {
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    this.#socket.write(`${first}\r\n${lines.join('')}\r\n`);
  }

  #receive(chunk: Buffer): void {
    this.#held = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]);
    while (this.#held.length > 0 && this.#closed === undefined) {
      const used = this.#next();
      if (used === 0) break;
      this.#held = this.#held.subarray(used);
    }
    if (this.#held.length > 2 * limit) this.#socket.destroy(new Error('The server sends no RTSP.'));
  }

  /** Handles what begins here, if all of it is there. Returns the bytes that were used. */
  #next(): number {
    const [first] = this.#held;
    if (first === 0x24) return this.#packet();
    // Line breaks that a server sends after a body, and does not count.
    if (first === 0x0d || first === 0x0a) return 1;
    const message = parseRtspMessage(this.#held);
    if (message === undefined) return 0;
    if (message.length > 2 * limit) {
      this.#socket.destroy(new Error(`The server announces an answer of ${message.length} bytes.`));
      return 0;
    }
    if (message.length > this.#held.length) return 0;
    this.#message(message);
    return message.length;
  }

  /** `$`, a channel, a length, and the packet. */
  #packet(): number {
    if (this.#held.length < 4) return 0;
    const length = this.#held.readUInt16BE(2);
    if (this.#held.length < 4 + length) return 0;
    this.onPacket(this.#held[1] as number, this.#held.subarray(4, 4 + length));
    return 4 + length;
  }

  #message(message: RtspMessage): void {
    const given = message.headers.get('cseq')?.[0];
    if (message.status === 0) {
      // A request of the server's own, which some servers send to see whether anybody is there.
      if (given !== undefined && this.#socket.writableLength < limit)
        this.#send('RTSP/1.0 501 Not Implemented', { CSeq: given });
      return;
    }
    if (message.status < 200) return; // the answer itself comes later
    // Requests are answered in their order, also by servers that leave the number out.
    const sequence = given === undefined ? this.#waiting.keys().next().value : Number(given);
    const waiting = this.#waiting.get(sequence ?? 0);
    this.#waiting.delete(sequence ?? 0);
    waiting?.resolve(message);
  }

  #end(error: Error | undefined): void {
    if (this.#closed !== undefined) return;
    this.#closed = error ?? new Error('The server has closed the connection.');
    for (const { reject } of this.#waiting.values()) reject(this.#closed);
    this.#waiting.clear();
    this.onClosed(error);
  }
}
