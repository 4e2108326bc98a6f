// An RTSP server of this process, which answers as a test says: for what a real one does not do.
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';

export interface RtspRequest {
  readonly method: string;
  readonly uri: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface FakeRtspOptions {
  readonly sdp: string;
  /** What is sent after the answer to PLAY, on channel 0. */
  readonly packets?: readonly Buffer[];
  /** Changes an answer: its first line and headers, by name; undefined: no answer. */
  readonly answer?: (request: RtspRequest, usual: RtspAnswer) => RtspAnswer | undefined;
  /** The address that it listens on. */
  readonly host?: string;
  /** Called before PLAY is answered. */
  readonly beforePlay?: (socket: Socket) => void;
  /** The channel of RTP. */
  readonly channel?: number;
  /** Written before each answer. */
  readonly before?: (request: RtspRequest) => string;
}

export interface RtspAnswer {
  readonly status: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** `$`, a channel, a length, and the packet. */
export const interleaved = (packet: Buffer, channel = 0): Buffer =>
  Buffer.concat([Buffer.from([0x24, channel, packet.length >> 8, packet.length & 255]), packet]);

export class FakeRtspServer {
  readonly requests: RtspRequest[] = [];
  readonly sockets: Socket[] = [];
  /** Called with each request, after it has been noted. */
  onRequest: (request: RtspRequest) => void = () => {};
  /** What came that is no request: answers to requests of this server. */
  received = '';
  readonly #server = createServer((socket) => this.#serve(socket));

  constructor(private readonly options: FakeRtspOptions) {}

  async start(): Promise<this> {
    await once(this.#server.listen(0, this.options.host ?? '127.0.0.1'), 'listening');
    return this;
  }

  url(credentials = '', path = '/cam'): string {
    const { port, address, family } = this.#server.address() as AddressInfo;
    const host = family === 'IPv6' ? `[${address}]` : address;
    return `rtsp://${credentials && `${credentials}@`}${host}:${port}${path}`;
  }

  /** Sends packets to the last client: over its connection, or to its UDP port. */
  send(packets: readonly Buffer[]): void {
    const socket = this.sockets.at(-1) as Socket;
    const transport = this.requests.find(({ method }) => method === 'SETUP')?.headers.Transport ?? '';
    const port = Number(/client_port=(\d+)/.exec(transport)?.[1] ?? 0);
    if (port === 0) {
      for (const packet of packets) socket.write(interleaved(packet, this.options.channel));
      return;
    }
    const udp = createSocket(socket.remoteFamily === 'IPv6' ? 'udp6' : 'udp4');
    for (const [i, packet] of packets.entries())
      udp.send(packet, port, socket.remoteAddress, () => i === packets.length - 1 && udp.close());
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    if (!this.#server.listening) return;
    this.#server.close();
    await once(this.#server, 'close');
  }

  #serve(socket: Socket): void {
    this.sockets.push(socket);
    socket.on('error', () => {}); // the client leaves without a word
    let held = '';
    socket.on('data', (chunk) => {
      held += chunk.toString('latin1');
      for (let end = held.indexOf('\r\n\r\n'); end >= 0; end = held.indexOf('\r\n\r\n')) {
        this.#handle(socket, held.slice(0, end));
        held = held.slice(end + 4);
      }
    });
  }

  #handle(socket: Socket, text: string): void {
    const [first = '', ...lines] = text.split('\r\n');
    const [method = '', uri = ''] = first.split(' ');
    if (method.startsWith('RTSP/')) {
      this.received += `${text}\r\n\r\n`;
      return;
    }
    const headers = Object.fromEntries(lines.map((line) => line.split(/: (.*)/s).slice(0, 2)));
    const request = { method, uri, headers };
    this.requests.push(request);
    if (method === 'PLAY') this.options.beforePlay?.(socket);
    const usual = this.#usual(request);
    const answer = this.options.answer === undefined ? usual : this.options.answer(request, usual);
    if (answer !== undefined) {
      const { body = '' } = answer;
      const length = body === '' ? {} : { 'Content-Length': String(Buffer.byteLength(body)) };
      const written = Object.entries({ ...answer.headers, ...length }).map(
        ([name, value]) => `${name}: ${value}\r\n`,
      );
      socket.write(this.options.before?.(request) ?? '');
      socket.write(`RTSP/1.0 ${answer.status}\r\n${written.join('')}\r\n${body}`);
      if (method === 'PLAY' && answer.status.startsWith('200')) this.send(this.options.packets ?? []);
    }
    this.onRequest(request);
  }

  #usual({ method, headers }: RtspRequest): RtspAnswer {
    const common = { CSeq: headers.CSeq ?? '' };
    if (method === 'DESCRIBE') return { status: '200 OK', headers: common, body: this.options.sdp };
    if (method === 'SETUP')
      return {
        status: '200 OK',
        headers: { ...common, Session: '77;timeout=60', Transport: headers.Transport ?? '' },
      };
    return { status: '200 OK', headers: common };
  }
}
