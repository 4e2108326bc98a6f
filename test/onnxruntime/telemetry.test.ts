// ONNX Runtime's telemetry: off, unless the user wants it. The proof that these tests would see it is the same program with
// the telemetry on, in a network namespace that no packet leaves.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from '@jest/globals';
import { identity } from '../support/models.js';
import { TemporaryFolder } from '../support/temporary-folder.js';

const folder = new TemporaryFolder();
const model = folder.write('identity.onnx', identity());
const program = fileURLToPath(new URL('telemetry.mjs', import.meta.url));
const running = new Set<ChildProcess>();

// A network of its own, without any way out; strace shows what looks up a name or opens a connection.
const isolated = ['unshare', '--net', '--map-root-user'];
const traced = [...isolated, 'strace', '-f', '-qq', '-e', 'trace=%network,openat', '-e', 'signal=none'];
const lookups = /^.*(?:socket\(AF_INET|connect\(|"\/etc\/resolv\.conf").*$/gm;

function refusal(command: readonly string[]): string | undefined {
  const [name = '', ...args] = [...command, 'true'];
  const { status, stderr, error } = spawnSync(name, args, { encoding: 'utf8' });
  return status === 0 ? undefined : (error?.message ?? stderr.trim());
}

/** A test that needs these commands; without them it is skipped, and says why. */
function itWith(command: readonly string[]) {
  const reason = refusal(command);
  if (reason === undefined) return it;
  console.warn(`Tests of telemetry are skipped: ${command.join(' ')}: ${reason}`);
  return it.skip;
}

/** A process with an empty home folder, and an environment in which ONNX Runtime's telemetry is on: it stays off where CI
 * sets `CI` or a variable like it. */
class Run {
  readonly home: string;
  readonly ended: Promise<number | null>;
  readonly ran: Promise<void>;
  readonly lookedUp: Promise<void>;
  errors = '';
  readonly #child: ChildProcess;

  constructor(name: string, command: readonly string[], options: readonly string[], telemetry?: string) {
    this.home = join(folder.path, name);
    mkdirSync(this.home);
    const env = {
      PATH: process.env.PATH,
      HOME: this.home,
      ...(telemetry !== undefined && { ORT_DISABLE_TELEMETRY: telemetry }),
    };
    const [file = '', ...args] = [...command, process.execPath, program, model, ...options];
    const child = spawn(file, args, { env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child = child;
    running.add(child);
    this.ended = new Promise((resolve) => {
      child.on('close', (code) => {
        running.delete(child);
        resolve(code);
      });
    });
    let output = '';
    this.ran = new Promise((resolve, reject) => {
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        output += text;
        if (output.includes('ran\n')) resolve();
      });
      child.on('close', () => reject(new Error(`it did not run: ${this.errors.slice(-2000)}`)));
    });
    this.lookedUp = new Promise((resolve, reject) => {
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        this.errors += text;
        if (this.lookups().length > 0) resolve();
      });
      child.on('close', () => reject(new Error('it ended without a look-up')));
    });
    this.ran.catch(() => {});
    this.lookedUp.catch(() => {});
  }

  lookups(): string[] {
    return this.errors.match(lookups) ?? [];
  }

  /** What lies in its home folder now. */
  written(): string[] {
    return readdirSync(this.home, { recursive: true, encoding: 'utf8' });
  }

  kill(): Promise<number | null> {
    killGroup(this.#child);
    return this.ended;
  }
}

function killGroup({ pid }: ChildProcess): void {
  if (pid !== undefined) process.kill(-pid, 'SIGKILL');
}

afterAll(() => {
  for (const child of running) killGroup(child);
  folder.remove();
});

describe('the telemetry of ONNX Runtime', () => {
  it.each([[[]], [['worker']]])('writes nothing to the home folder, run with %j', async (options) => {
    const run = new Run(`off-${options.join('')}`, [], options);
    await run.ran;
    expect({ code: await run.ended, errors: run.errors, written: run.written() }).toEqual({
      code: 0,
      errors: '',
      written: [],
    });
  });

  itWith(isolated)('is the choice of the user: with the variable set to 0 it writes', async () => {
    const run = new Run('chosen', isolated, [], '0');
    expect(await run.ended).toBe(0);
    expect(run.written().filter((file) => file.endsWith('deviceid'))).toHaveLength(1);
  });

  // The second run is the clock of the first: telemetry looks its host up some seconds after a model was loaded.
  itWith(traced)(
    'looks nothing up, for as long as it takes until it would',
    async () => {
      const off = new Run('silent', traced, ['stay']);
      await off.ran;
      const on = new Run('talking', traced, ['stay'], '0');
      await on.ran;
      await on.lookedUp;
      await Promise.all([on.kill(), off.kill()]);
      expect(off.lookups()).toEqual([]);
      expect(off.written()).toEqual([]);
      expect(on.written()).not.toEqual([]);
    },
    120_000,
  );
});
