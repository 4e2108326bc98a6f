import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { isLoopback } from './is-loopback.js';

export interface AccessOptions {
  /** Where the server listens. */
  readonly host: string;
  readonly port: number;
  readonly token: string | undefined;
  /** Further names, in lower case. */
  readonly allowedHosts: readonly string[];
}

/** Why a request is refused. */
export interface Refusal {
  readonly status: 401 | 403 | 413 | 421;
  readonly message: string;
}

/** Who may use the server, and by which name. */
export class Access {
  readonly #names: ReadonlySet<string>;
  readonly #token: string | undefined;
  /** The value of the cookie. It is not the token, since every port of the machine gets the cookie. */
  readonly #session = randomBytes(32).toString('base64url');
  readonly #cookie: string;

  constructor({ host, port, token, allowedHosts }: AccessOptions) {
    this.#names = new Set([bare(host.toLowerCase()), 'localhost', ...allowedHosts]);
    this.#token = token;
    this.#cookie = `ascend_rx_dashboard_${port}`;
  }

  /** Whether a token is the right one. Without a token of the server it is never asked. */
  knows(token: string): boolean {
    return this.#token !== undefined && isSame(token, this.#token);
  }

  get needsToken(): boolean {
    return this.#token !== undefined;
  }

  /** For a browser that has shown the token. */
  get setCookie(): string {
    return `${this.#cookie}=${this.#session}; HttpOnly; SameSite=Strict; Path=/`;
  }

  /** @return undefined if the request is about this server and has no body */
  refusalOfForm(request: IncomingMessage): Refusal | undefined {
    const { host, 'content-length': length = '0', 'transfer-encoding': encoding } = request.headers;
    if (host === undefined || !this.#isOwnName(host, request.socket.localAddress))
      return {
        status: 421,
        message:
          'expected a name of this server as Host. If it has another one, start it with --allow-host NAME.',
      };
    if (length !== '0' || encoding !== undefined)
      return { status: 413, message: 'expected a request without a body' };
    return undefined;
  }

  /** @return undefined if the request has the token, or the cookie that the token has brought, or none is needed */
  refusalOfToken({ headers }: IncomingMessage): Refusal | undefined {
    if (this.#token === undefined) return undefined;
    const [, bearer] = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '') ?? [];
    if (bearer !== undefined && this.knows(bearer)) return undefined;
    const cookies = (headers.cookie ?? '').split(';').map((each) => each.trim());
    const prefix = `${this.#cookie}=`;
    const given = cookies.filter((each) => each.startsWith(prefix)).map((each) => each.slice(prefix.length));
    if (given.some((value) => isSame(value, this.#session))) return undefined;
    return {
      status: 401,
      message:
        'expected the token of this server: open /?token=…, or send the header Authorization: Bearer …. After a link from another site, reload the page.',
    };
  }

  /** @return undefined if the page that opens a WebSocket is of this server */
  refusalOfOrigin({ headers: { origin, host = '' } }: IncomingMessage): Refusal | undefined {
    const isOwn = origin === `http://${host}` || origin === `https://${host}`;
    if (isOwn) return undefined;
    return { status: 403, message: 'expected the Origin of a page of this server' };
  }

  /** An address cannot be bound again to another machine, as a name can: that of the connection is right. */
  #isOwnName(header: string, localAddress: string | undefined): boolean {
    const [, name = ''] = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::\d{1,5})?$/i.exec(header) ?? [];
    const host = bare(name.toLowerCase());
    if (host === '') return false;
    if (this.#names.has(host)) return true;
    if (isIP(host) === 0) return false;
    return isLoopback(host) || host === localAddress?.replace(/^::ffff:(?=\d+\.)/i, '');
  }
}

const bare = (host: string) => host.replace(/^\[(.*)\]$/, '$1');

/** Takes the same time whatever is wrong. */
function isSame(given: string, right: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(right));
}
