import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { RoundRequest, RoundResult } from '../protocol/round.js';

/** After this time without an answer a contender is killed. No request takes nearly as long. */
const limitMs = 300_000;

/** A contender in a process of its own. It gets a line of JSON for each request and answers with one. */
export class ContenderProcess {
  readonly #name: string;
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  readonly #end: Promise<string>;

  /**
   * @param name for error messages
   * @param command the program and its arguments
   */
  constructor(name: string, command: readonly [string, ...string[]], env: NodeJS.ProcessEnv) {
    this.#name = name;
    const [program, ...args] = command;
    this.#child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'], env });
    // A write to a process that has ended fails; `ask` reports the end itself.
    this.#child.stdin?.on('error', () => {});
    this.#lines = createInterface({ input: this.#child.stdout as NodeJS.ReadableStream })[
      Symbol.asyncIterator
    ]();
    this.#end = new Promise((resolve) => {
      this.#child.once('error', (error) => resolve(error.message));
      this.#child.once('close', (code, signal) => resolve(`it ended with ${signal ?? `code ${code}`}`));
    });
  }

  /** Lets the contender load its model. @throws Error if it cannot */
  async begin(settings: object): Promise<void> {
    await this.ask(settings);
  }

  /** @throws Error if the process ends before it answers */
  round(request: RoundRequest): Promise<RoundResult> {
    return this.ask(request) as Promise<RoundResult>;
  }

  /** Sends a request of any kind, and gives the answer. @throws Error if the process ends before it answers */
  async ask(message: object): Promise<unknown> {
    const limit = setTimeout(() => this.#child.kill('SIGKILL'), limitMs);
    this.#child.stdin?.write(`${JSON.stringify(message)}\n`);
    const { value, done } = await this.#lines.next();
    clearTimeout(limit);
    if (done) throw new Error(`the contender ${this.#name} has failed: ${await this.#end}`);
    return JSON.parse(value);
  }

  /** Waits until the process has released everything and ended. */
  async end(): Promise<void> {
    const limit = setTimeout(() => this.#child.kill('SIGKILL'), limitMs);
    this.#child.stdin?.end();
    await this.#end;
    clearTimeout(limit);
  }
}
