import type { IncomingMessage, ServerResponse } from 'node:http';
import { assertKnownOptions } from '@ascend-rx/core/device';
import type { Frame } from '../frames/frame.js';
import { assertNumber } from '../util/assertions.js';
import { encodeJpeg } from './encode-jpeg.js';
import { assertPicture, frameOf, pictureOf, type SinkPicture } from './picture.js';
import { toRgb } from './to-rgb.js';

/** Of {@link mjpegEndpoint}. */
export interface MjpegEndpointOptions {
  /** Clients at once, 1 to 1000; others get status 503. Default 8. */
  readonly maxClients?: number;
  /** Of the JPEG pictures, 1 to 100. Default 80. */
  readonly quality?: number;
  /** A client that takes nothing of a picture for so many ms is cut off when the next one comes. Default 30,000. */
  readonly clientTimeout?: number;
}

/** What {@link mjpegEndpoint} gives. */
export interface MjpegEndpoint {
  /**
   * Shows a picture, or that of a value, to all clients, and to those that come until the next one. It returns at once; a frame is held
   * until its pixels have been copied. While a picture is encoded, only the newest of those that come waits.
   *
   * @throws TypeError, RangeError if it is no picture; what encoding an earlier one has thrown: ERR_VIDEO_ENCODER without sharp
   */
  send(picture: unknown): void;
  /** A request handler of `node:http`. The answer goes on until the client or the endpoint ends it. */
  handle(request: IncomingMessage, response: ServerResponse): void;
  /** Clients at this moment. */
  readonly clients: number;
  /** Ends all answers; requests that come later get status 503, and pictures are ignored. */
  close(): void;
}

const boundary = 'frame';

/**
 * Makes an endpoint for `node:http` that shows pictures to browsers, as motion JPEG: `<img src="/camera">`. A client that is slower
 * than the pictures misses some, and sees the newest one: none waits in a queue. Pictures are encoded once for all clients, and not
 * at all if there are none.
 *
 * __Warning:__ It does not ask who the client is, and not for the `Host` of the request. Bind its server to loopback, or call `handle`
 * behind checks of your own.
 *
 * ```ts fragment
 * const endpoint = mjpegEndpoint();
 * createServer((request, response) => endpoint.handle(request, response)).listen(8080, '127.0.0.1');
 * results$.pipe(annotate()).subscribe((result) => endpoint.send(result));
 * ```
 *
 * @throws RangeError or TypeError for wrong options
 */
export function mjpegEndpoint(options: MjpegEndpointOptions = {}): MjpegEndpoint {
  assertKnownOptions('mjpegEndpoint', options, ['maxClients', 'quality', 'clientTimeout']);
  assertNumber('maxClients', options.maxClients, 1, 1000);
  assertNumber('quality', options.quality, 1, 100);
  assertNumber('clientTimeout', options.clientTimeout, 1, 2 ** 31 - 1);
  const { maxClients = 8, quality = 80, clientTimeout = 30_000 } = options;
  return new Endpoint(maxClients, quality, clientTimeout);
}

/** A picture to be shown, with the reference that is held on it. */
interface Shown {
  readonly picture: SinkPicture;
  readonly frame: Frame | undefined;
}

class Endpoint implements MjpegEndpoint {
  readonly #clients = new Set<Client>();
  /** The newest that nobody works on. */
  #next: Shown | undefined;
  #rgb: { readonly data: Uint8Array; readonly width: number; readonly height: number } | undefined;
  /** Of `#rgb`, if somebody has wanted it. */
  #jpeg: Buffer | undefined;
  #isWorking = false;
  #isClosed = false;
  #error: unknown;

  constructor(
    private readonly maxClients: number,
    private readonly quality: number,
    private readonly clientTimeout: number,
  ) {}

  get clients(): number {
    return this.#clients.size;
  }

  send(value: unknown): void {
    const error = this.#error;
    this.#error = undefined;
    if (error !== undefined) throw error;
    if (this.#isClosed) return;
    const picture = pictureOf(value);
    assertPicture(picture);
    this.#next?.frame?.release();
    this.#next = { picture, frame: frameOf(picture)?.retain() };
    this.#work();
  }

  handle(request: IncomingMessage, response: ServerResponse): void {
    const { method } = request;
    if (method !== 'GET' && method !== 'HEAD') {
      response.writeHead(405, { Allow: 'GET, HEAD', 'Cache-Control': 'no-store' }).end();
      return;
    }
    if (this.#isClosed || this.#clients.size >= this.maxClients) {
      response.writeHead(503, { 'Retry-After': '5', 'Cache-Control': 'no-store' }).end();
      return;
    }
    response.writeHead(200, {
      'Content-Type': `multipart/x-mixed-replace; boundary=${boundary}`,
      ...{ 'Cache-Control': 'no-store', Connection: 'close', 'X-Content-Type-Options': 'nosniff' },
    });
    if (method === 'HEAD') {
      response.end();
      return;
    }
    const client = new Client(response, this.clientTimeout);
    this.#clients.add(client);
    response.on('close', () => this.#clients.delete(client));
    response.on('error', () => {}); // it closes then
    if (this.#jpeg !== undefined) client.show(this.#jpeg);
    else this.#work();
  }

  close(): void {
    this.#isClosed = true;
    this.#next?.frame?.release();
    this.#next = undefined;
    this.#rgb = undefined;
    this.#jpeg = undefined;
    for (const client of this.#clients) client.end();
    this.#clients.clear();
  }

  async #work(): Promise<void> {
    if (this.#isWorking) return;
    this.#isWorking = true;
    while (this.#next !== undefined || this.#isJpegWanted) {
      try {
        if (this.#next !== undefined) await this.#copy(this.#next);
        if (this.#isJpegWanted) await this.#encode();
      } catch (error) {
        // The next `send` tells it.
        this.#rgb = undefined;
        this.#error ??= error;
      }
    }
    this.#isWorking = false;
  }

  get #isJpegWanted(): boolean {
    return this.#rgb !== undefined && this.#jpeg === undefined && this.#clients.size > 0;
  }

  async #copy({ picture, frame }: Shown): Promise<void> {
    this.#next = undefined;
    const { width, height } = picture;
    try {
      const data = await toRgb(picture);
      this.#rgb = this.#isClosed ? undefined : { data, width, height };
      this.#jpeg = undefined;
    } finally {
      frame?.release();
    }
  }

  async #encode(): Promise<void> {
    if (this.#rgb === undefined) return;
    const { data, width, height } = this.#rgb;
    const jpeg = await encodeJpeg(data, width, height, this.quality);
    if (this.#isClosed) return;
    this.#jpeg = jpeg;
    for (const client of this.#clients) client.show(jpeg);
  }
}

/** One answer. At most one picture is in its socket; of those that come meanwhile the newest follows. */
class Client {
  #newest: Buffer | undefined;
  #isBusy = false;
  #busySince = 0;

  constructor(
    private readonly response: ServerResponse,
    private readonly timeout: number,
  ) {
    // A browser shows a picture when the boundary behind it has come.
    response.write(`--${boundary}\r\n`);
    response.on('drain', () => {
      this.#isBusy = false;
      const newest = this.#newest;
      this.#newest = undefined;
      if (newest !== undefined) this.show(newest);
    });
  }

  show(jpeg: Buffer): void {
    if (this.#isBusy) {
      this.#newest = jpeg;
      if (performance.now() - this.#busySince > this.timeout) this.response.destroy();
      return;
    }
    const head = `Content-Type: image/jpeg\r\nContent-Length: ${jpeg.length}\r\n\r\n`;
    const part = Buffer.concat([Buffer.from(head), jpeg, Buffer.from(`\r\n--${boundary}\r\n`)]);
    this.#isBusy = !this.response.write(part);
    this.#busySince = performance.now();
  }

  /** A client that takes nothing is not waited for. */
  end(): void {
    if (this.#isBusy) this.response.destroy();
    else this.response.end();
  }
}
