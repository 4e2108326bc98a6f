import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** A server in a process of its own, so that it does not share its thread with the clients. */
export interface ServerProcess {
  /** Of `/classify`. */
  readonly url: string;
  /** Asks the server to end. Resolves to its exit code and to all that it has printed on stdout. */
  end(): Promise<{ code: number | null; printed: string }>;
}

/** Starts a server on a free port. Resolves when it listens. */
export async function startServer(args: readonly string[] = []): Promise<ServerProcess> {
  const program = fileURLToPath(new URL('../main.js', import.meta.url));
  const child = spawn(process.execPath, [program, '--port', '0', ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const closed = once(child, 'close') as Promise<[number | null]>;
  // It must not survive this process.
  const kill = () => child.kill();
  process.once('exit', kill);
  const lines: string[] = [];
  const url = await new Promise<string>((resolve, reject) => {
    createInterface(child.stdout).on('line', (line) => {
      lines.push(line);
      const [, found] = /: (http:\S+)$/.exec(line) ?? [];
      if (found !== undefined) resolve(found);
    });
    closed.then(([code]) => reject(new Error(`the server ended with ${code} before it listened`)), reject);
  });
  return {
    url,
    async end() {
      child.kill('SIGTERM');
      const [code] = await closed;
      process.off('exit', kill);
      return { code, printed: lines.join('\n') };
    },
  };
}
