// A real RTSP server: GStreamer's, from Debian's gir1.2-gst-rtsp-server-1.0, run by Debian's Python.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe } from '@jest/globals';

const python = '/usr/bin/python3';
const needed = [
  "import gi; gi.require_version('Gst', '1.0'); gi.require_version('GstRtspServer', '1.0')",
  'from gi.repository import Gst, GstRtspServer; Gst.init(None)',
  "assert all(Gst.ElementFactory.find(name) for name in ['x264enc', 'rtph264pay', 'videotestsrc'])",
].join('\n');
const hasServer = spawnSync(python, ['-c', needed]).status === 0;
if (!hasServer)
  process.stderr.write('skipped: no GStreamer RTSP server with x264enc and python3-gi is installed\n');

export const describeWithRtsp = (
  hasServer ? describe : (name: string, body: () => void) => describe.skip(`${name} (no RTSP server)`, body)
) as typeof describe;

export class RtspServer {
  readonly #process: ChildProcess;

  private constructor(
    readonly port: number,
    child: ChildProcess,
  ) {
    this.#process = child;
  }

  static async start({ port = 0, size = '128x96', credentials = '' } = {}): Promise<RtspServer> {
    const script = fileURLToPath(new URL('rtsp-server.py', import.meta.url));
    const args = [script, String(port), size, credentials];
    const child = spawn(python, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    const [printed] = await once(child.stdout, 'data');
    return new RtspServer(Number(String(printed).trim()), child);
  }

  url(credentials = ''): string {
    return `rtsp://${credentials && `${credentials}@`}127.0.0.1:${this.port}/cam`;
  }

  /** It answers no more, and keeps its connections. */
  freeze(): void {
    this.#process.kill('SIGSTOP');
  }

  /** It goes on. */
  thaw(): void {
    this.#process.kill('SIGCONT');
  }

  async kill(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const exit = once(this.#process, 'exit');
    this.#process.kill('SIGKILL');
    await exit;
  }
}
