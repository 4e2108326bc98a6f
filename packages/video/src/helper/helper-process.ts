// The entry of the helper process, which starts ffmpeg. It has nothing else open, above all no device: to fork a process that
// has one is not supported by AscendCL. It ends, and everything that it has started, when the process of the sources ends.
import { type ChildProcess, spawn } from 'node:child_process';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { type FromHelper, socketNames, type ToHelper } from './helper-message.js';

const running = new Map<number, ChildProcess>();
/** Runs whose program has not been started yet; true: it is not wanted any more. */
const starting = new Map<number, boolean>();

process.on('message', (message: ToHelper) => {
  if (message.type === 'run') {
    starting.set(message.id, false);
    run(message)
      .catch((error: Error) => tell({ id: message.id, code: null, signal: null, error: error.message }))
      .finally(() => starting.delete(message.id));
    return;
  }
  running.get(message.id)?.kill('SIGKILL');
  if (starting.has(message.id)) starting.set(message.id, true);
});

process.on('disconnect', () => {
  for (const child of running.values()) child.kill('SIGKILL');
  process.exit();
});

async function run({ id, program, args, folder, input }: ToHelper & { type: 'run' }): Promise<void> {
  const [out, log, source] = await Promise.all([
    open(folder, socketNames.out),
    open(folder, socketNames.log),
    ...(input ? [open(folder, socketNames.in)] : []),
  ]);
  try {
    if (starting.get(id)) return tell({ id, code: null, signal: 'SIGKILL' });
    const child = spawn(program, [...args], { stdio: [source ?? 'ignore', out, log] });
    running.set(id, child);
    child.on('error', (error) => {
      running.delete(id);
      tell({ id, code: null, signal: null, error: error.message });
    });
    child.on('exit', (code, signal) => {
      if (!running.delete(id)) return;
      tell({ id, code, signal });
    });
  } finally {
    // ffmpeg has its own descriptors: who is at the other end sees the end when ffmpeg ends.
    for (const socket of [out, log, source]) socket?.destroy();
  }
}

function open(folder: string, name: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(join(folder, name));
    socket.pause(); // what comes is for the program
    socket.once('error', reject);
    socket.once('connect', () => resolve(socket));
  });
}

function tell(message: FromHelper): void {
  if (process.connected) process.send?.(message);
}
