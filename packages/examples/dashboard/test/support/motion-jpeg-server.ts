// A camera: motion JPEG over HTTP, 25 pictures a second.
import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import sharp from 'sharp';

export class MotionJpegServer {
  readonly #answers = new Set<ServerResponse>();
  #server: Server | undefined;
  #port = 0;
  #timer: NodeJS.Timeout | undefined;

  private constructor(private readonly picture: Buffer) {}

  static async start(): Promise<MotionJpegServer> {
    const size = { width: 64, height: 48, channels: 3, background: '#336699' } as const;
    const server = new MotionJpegServer(await sharp({ create: size }).jpeg().toBuffer());
    await server.restart();
    return server;
  }

  /** @param credentials user:password */
  url(credentials: string): string {
    return `http://${credentials}@127.0.0.1:${this.#port}/stream`;
  }

  /** As the plug is pulled. */
  stop(): void {
    clearInterval(this.#timer);
    this.#server?.close();
    this.#server?.closeAllConnections();
    this.#answers.clear();
    this.#server = undefined;
  }

  /** On the same port. */
  async restart(): Promise<void> {
    const { picture } = this;
    const part = Buffer.concat([
      Buffer.from(`--frame\r\nContent-Type: image/jpeg\r\nContent-Length: ${picture.length}\r\n\r\n`),
      ...[picture, Buffer.from('\r\n')],
    ]);
    this.#server = createServer((_, response) => {
      response.writeHead(200, { 'Content-Type': 'multipart/x-mixed-replace; boundary=frame' });
      response.on('error', () => {});
      this.#answers.add(response);
    });
    await once(this.#server.listen(this.#port, '127.0.0.1'), 'listening');
    this.#port = (this.#server.address() as AddressInfo).port;
    this.#timer = setInterval(() => {
      for (const answer of this.#answers) answer.write(part);
    }, 40);
  }

  close(): void {
    this.stop();
  }
}
