// Motion JPEG over HTTP, by this process.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export class MjpegServer {
  /** Answers that are open: motion JPEG without end. */
  readonly answers: ServerResponse[] = [];
  readonly #server = createServer((request, response) => this.handle(request, response));

  constructor(public handle: (request: IncomingMessage, response: ServerResponse) => void) {}

  async start(): Promise<this> {
    await once(this.#server.listen(0, '127.0.0.1'), 'listening');
    return this;
  }

  url(credentials = ''): string {
    const { port } = this.#server.address() as AddressInfo;
    return `http://${credentials && `${credentials}@`}127.0.0.1:${port}/stream?token=verysecret`;
  }

  /** Begins an answer, with these pictures. */
  begin(response: ServerResponse, pictures: readonly Buffer[], withLength = true): void {
    this.answers.push(response);
    response.writeHead(200, { 'Content-Type': 'multipart/x-mixed-replace; boundary=frame' });
    for (const picture of pictures) {
      const length = withLength ? `Content-Length: ${picture.length}\r\n` : '';
      response.write(`--frame\r\nContent-Type: image/jpeg\r\n${length}\r\n`);
      response.write(picture);
      response.write('\r\n');
    }
    response.write('--frame\r\n');
  }

  async close(): Promise<void> {
    for (const answer of this.answers) answer.destroy();
    this.#server.closeAllConnections();
    if (!this.#server.listening) return;
    this.#server.close();
    await once(this.#server, 'close');
  }
}
