// The one place where tests ask for Chromium. They are skipped without it, and say so once per test file.
import { spawnSync } from 'node:child_process';
import { describe } from '@jest/globals';
import puppeteer, { type Browser } from 'puppeteer-core';

const program = '/usr/bin/chromium';
const missing = `no Chromium is installed at ${program}`;
const hasChromium = spawnSync(program, ['--version']).status === 0;
if (!hasChromium) process.stderr.write(`skipped: ${missing}\n`);

export const describeWithChromium = (
  hasChromium ? describe : (name: string, body: () => void) => describe.skip(`${name} (${missing})`, body)
) as typeof describe;

/** Headless, and without any connection but those to this machine. */
export function startChromium(): Promise<Browser> {
  return puppeteer.launch({
    executablePath: program,
    args: [
      // Chromium refuses to run as root with its sandbox.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      // Without a graphics card it would be imitated, which takes most of the time of a test.
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
    ],
  });
}
