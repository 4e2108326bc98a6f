// The program as users start it, in a process of its own.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export function start(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const path = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
  const child = spawn(process.execPath, [path, ...args], {
    env: { ...process.env, NODE_OPTIONS: '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const ended = new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
  /** The address that it prints, without the slash at its end. */
  const origin = new Promise<string>((resolve, reject) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      const [, address] = /^(http:\/\/\S+)\/$/m.exec(stdout) ?? [];
      if (address !== undefined) resolve(address);
    });
    ended.then(() => reject(new Error(`it ended before it listened: ${stdout}${stderr}`)), reject);
  });
  origin.catch(() => {}); // of a program that is not to listen
  return { child, ended, origin };
}
