// The helper process, as the sources use it: one for the whole process, started once.
import { type ChildProcess, spawn } from 'node:child_process';
import { builtFile } from '../util/built-file.js';
import type { FromHelper, ToHelper } from './helper-message.js';

/** How a program has ended. */
export type Ended = Omit<FromHelper, 'id'>;

let helper: ChildProcess | undefined;
let lastId = 0;
interface Run {
  readonly by: ChildProcess;
  readonly input: boolean;
  onEnded(ended: Ended): void;
}

const runs = new Map<number, Run>();

/**
 * Starts the small process that starts `ffmpeg` programs, unless it runs. {@link fromVideo} does so itself for a source that
 * may need it, and {@link toVideo} always. Call this, or them, before you open a device: what is started by a process that has a device open may
 * hang, and the helper begins before that.
 */
export function startFfmpegHelper(): void {
  helper ??= start();
}

function start(): ChildProcess {
  // A process group of its own: Ctrl-C reaches the program that has the sources, and that decides.
  const child = spawn(process.execPath, [builtFile('helper/helper-process')], {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    detached: true,
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  child.on('message', ({ id, error, ...ended }: FromHelper) =>
    finish(id, { ...ended, ...(error !== undefined && { error: noProgram(error, runs.get(id)?.input) }) }),
  );
  const gone = (error: string) => {
    if (helper === child) helper = undefined;
    killGroup(child);
    for (const [id, { by }] of [...runs]) if (by === child) finish(id, { code: null, signal: null, error });
  };
  child.on('error', (error) =>
    gone(`The helper process that starts ffmpeg cannot be started: ${error.message}.`),
  );
  child.on('exit', () =>
    gone(
      'The helper process that starts ffmpeg has ended. The next subscription starts another one: close the device before.',
    ),
  );
  // Neither keeps this process alive, unless somebody waits for the end of a program.
  child.unref();
  child.channel?.unref();
  return child;
}

/** The id of the helper process, for tests; undefined if none runs. */
export const helperPid = (): number | undefined => helper?.pid;

/**
 * Starts a program.
 *
 * @param folder with the sockets of `socketNames`; `in` only if there is an input
 * @param onEnded called once, when it has ended or could not be started
 * @returns what kills it
 */
export function runInHelper(
  program: string,
  args: readonly string[],
  folder: string,
  onEnded: (ended: Ended) => void,
  input = false,
): () => void {
  helper ??= start();
  lastId += 1;
  const id = lastId;
  const by = helper;
  runs.set(id, { by, input, onEnded });
  by.channel?.ref();
  // A helper that ends at this moment says so by its exit.
  const send = (message: ToHelper) => by.send(message, () => {});
  send({ type: 'run', id, program, args, folder, input });
  return () => {
    if (runs.has(id)) send({ type: 'kill', id });
  };
}

const noProgram = (error: string, isWriter = false) =>
  `The ffmpeg program cannot be started: ${error}. Install ffmpeg 5.1 or later, or name it with \`ffmpeg\`${isWriter ? '' : ", or use node-av (decoder: 'node-av')"}.`;

/** A helper that was killed has left its programs: they are in its process group. */
function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // There are none.
  }
}

function finish(id: number, ended: Ended): void {
  const run = runs.get(id);
  runs.delete(id);
  if (run === undefined) return;
  if (![...runs.values()].some(({ by }) => by === run.by)) run.by.channel?.unref();
  run.onEnded(ended);
}
