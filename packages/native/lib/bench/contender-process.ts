// A contender from outside: a process of its own, that is told what to do line by line.
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { ContenderSettings, RoundRequest, RoundResult } from './contender-settings.js';

// Nothing that it is asked for takes so long.
const longestMs = 300_000;

export class ContenderProcess {
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  readonly #gone: Promise<string>;

  /** @param command the program and its arguments */
  constructor(command: readonly [string, ...string[]], env: NodeJS.ProcessEnv) {
    const [program, ...args] = command;
    this.#child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'], env });
    // What it reads when this process has gone is the end of its input.
    this.#child.stdin?.on('error', () => {});
    this.#lines = createInterface({ input: this.#child.stdout as NodeJS.ReadableStream })[
      Symbol.asyncIterator
    ]();
    this.#gone = new Promise((resolve) => {
      this.#child.once('error', (error) => resolve(error.message));
      this.#child.once('close', (code, signal) => resolve(`it ended with ${signal ?? `code ${code}`}`));
    });
  }

  /** Makes it ready. */
  async begin(settings: ContenderSettings): Promise<void> {
    await this.#ask(settings);
  }

  round(request: RoundRequest): Promise<RoundResult> {
    return this.#ask(request) as Promise<RoundResult>;
  }

  /** Lets it end. */
  async end(): Promise<void> {
    const limit = setTimeout(() => this.#child.kill('SIGKILL'), longestMs);
    this.#child.stdin?.end();
    await this.#gone;
    clearTimeout(limit);
  }

  async #ask(message: object): Promise<unknown> {
    const limit = setTimeout(() => this.#child.kill('SIGKILL'), longestMs);
    this.#child.stdin?.write(`${JSON.stringify(message)}\n`);
    const { value, done } = await this.#lines.next();
    clearTimeout(limit);
    if (done) throw new Error(`A contender of the benchmark has failed: ${await this.#gone}`);
    return JSON.parse(value);
  }
}
