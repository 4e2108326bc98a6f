// How well the shipped detector finds.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { withFfmpeg } from '../../../../test/support/ffmpeg.js';

const path = (name: string) => fileURLToPath(new URL(`../${name}`, import.meta.url));

withFfmpeg(describe)('the mean average precision at 0.5 of the shipped detector', () => {
  it.each([
    ['scenes that it never saw, with other backgrounds', ['test', '4'], 0.92],
    ['the rendered video', ['scene'], 0.93],
  ])(
    'on %s',
    async (_, args, least) => {
      // In a process of its own, since it starts ffmpeg before it opens a device.
      const child = spawn(process.execPath, [path('dist/training/evaluate.js'), ...args], { stdio: 'pipe' });
      let text = '';
      for (const output of [child.stdout, child.stderr]) output.on('data', (chunk) => (text += chunk));
      const code = await new Promise((resolve) => child.on('close', resolve));
      const [, mean] = /: mAP at 0\.5 (\S+) \(25[06] frames, \d+ shapes\)\n$/.exec(text) ?? [];
      expect({ code, text, isGood: Number(mean) >= least }).toMatchObject({ code: 0, isGood: true });
    },
    120_000,
  );
});
