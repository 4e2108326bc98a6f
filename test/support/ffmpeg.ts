// The one place where tests ask for the ffmpeg program. They are skipped without it, and say so once per test file.
import { spawnSync } from 'node:child_process';

const missing = 'no ffmpeg program is installed';

/** Whether the ffmpeg program is installed. */
export const hasFfmpeg = spawnSync('ffmpeg', ['-version']).status === 0;

if (!hasFfmpeg) process.stderr.write(`skipped: ${missing}\n`);

/** Something of the test runner, such as `it` and `describe`: as it is, or with every test skipped, whose name says why. */
export function withFfmpeg<Body>(
  register: ((name: string, body: Body) => void) & { skip(name: string, body: Body): void },
): (name: string, body: Body) => void {
  return hasFfmpeg ? register : (name, body) => register.skip(`${name} (${missing})`, body);
}
