import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The sockets by which a program that the helper starts reads and writes: each is accepted once. Only this user may enter the folder. */
export class SocketFolder {
  readonly path = mkdtempSync(join(tmpdir(), 'ascend-rx-video-'));
  readonly #servers: Server[] = [];
  readonly #sockets: Socket[] = [];

  /** The socket of this name, when the helper has connected. */
  accept(name: string): Promise<Socket> {
    return new Promise((resolve, reject) => {
      const server = createServer((socket) => {
        this.#sockets.push(socket);
        socket.on('error', () => {}); // who uses it has a listener of its own
        server.close();
        resolve(socket);
      });
      server.on('error', reject);
      this.#servers.push(server.listen(join(this.path, name)));
    });
  }

  /** When all have connected: nobody else is to, and nothing is left when the process ends in the middle. */
  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy();
    for (const server of this.#servers) server.close();
    this.remove();
  }
}
