import type { Socket } from 'node:net';
import { type Ended, runInHelper } from '../helper/ffmpeg-helper.js';
import { socketNames } from '../helper/helper-message.js';
import { SocketFolder } from '../helper/socket-folder.js';

/** A program that the helper process has started for a sink. */
export interface Program {
  /** What the program reads, if it reads something. It is rejected if the program cannot be started. */
  readonly input: Promise<Socket>;
  /** Its end, after all that it has written. It is never rejected. */
  readonly ended: Promise<Ended & { readonly output: string; readonly log: string }>;
  kill(): void;
}

/** Of what a program says, so many characters of the end are kept. */
const kept = 256 * 1024;

/** Folders that the end of the process has to remove. */
const open = new Set<SocketFolder>();
process.on('exit', () => {
  for (const folder of open) folder.remove();
});

/**
 * Starts a program.
 *
 * @param hasInput whether it reads something
 * @throws what making a temporary folder throws
 */
export function runProgram(program: string, args: readonly string[], hasInput: boolean): Program {
  const folder = new SocketFolder();
  open.add(folder);
  const { in: source, out, log } = socketNames;
  const sockets = Promise.all([out, log, ...(hasInput ? [source] : [])].map((name) => folder.accept(name)));
  const connected = sockets.then((all) => {
    folder.remove();
    return all;
  });
  const texts = connected.then(([output, said]) =>
    Promise.all([textOf(output as Socket), textOf(said as Socket)]),
  );
  texts.catch(() => {}); // the end of the program says more
  let kill = () => {};
  const ended = new Promise<Ended>((resolve) => {
    kill = runInHelper(program, args, folder.path, resolve, hasInput);
  }).then(async (end) => {
    // A program that was not started may have no sockets.
    const [output, said] = end.error === undefined ? await texts.catch(() => ['', '']) : ['', ''];
    folder.close();
    open.delete(folder);
    return { ...end, output: output as string, log: said as string };
  });
  const failed = ended.then(({ error = 'It has ended.' }) => Promise.reject(new Error(error)));
  const input = Promise.race([connected.then((all) => all[2] as Socket), failed]);
  input.catch(() => {});
  return { input, ended, kill };
}

/** What comes until the end. */
function textOf(socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    socket.setEncoding('utf8');
    socket.on('data', (more: string) => {
      text = (text + more).slice(-kept);
    });
    socket.on('close', () => resolve(text));
  });
}
