// Fake timers that the configuration of jest enables for every file, before its first line. It is a configuration of its own,
// so another jest runs a file with it.
import { fileURLToPath } from 'node:url';
import { expect, it } from '@jest/globals';
import { runChild } from '../support/run-child.js';

const folder = fileURLToPath(new URL('.', import.meta.url));
const root = fileURLToPath(new URL('../..', import.meta.url));

it.each([{ enableGlobally: true }, { enableGlobally: true, legacyFakeTimers: true }])(
  'with %j everything completes although nobody moves the timers',
  async (fakeTimers) => {
    const { default: config } = await import('../../jest.config.mjs');
    const { displayName: _, ...project } =
      config.projects.find(({ displayName }) => displayName === 'test') ?? {};
    const child = { ...project, rootDir: folder, testMatch: ['<rootDir>/enabled-globally.ts'], fakeTimers };
    const { code, stderr } = await runChild([
      '--experimental-vm-modules',
      '--no-warnings',
      `${root}node_modules/jest/bin/jest.js`,
      '--config',
      JSON.stringify(child),
    ]);
    expect(stderr).toMatch(/Tests: +2 passed, 2 total/);
    expect(code).toBe(0);
  },
);
