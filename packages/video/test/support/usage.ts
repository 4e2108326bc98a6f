// What must be back at zero after each test: sources, frames, their memory, programs.
import { readFileSync } from 'node:fs';
import { expect } from '@jest/globals';
import { helperPid } from '../../src/helper/ffmpeg-helper.js';
import { videoUsage } from '../../src/index.js';

/** The processes that the helper has started. */
export function programs(): string[] {
  const pid = helperPid();
  if (pid === undefined) return [];
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean);
}

export function expectNothingLeft(): void {
  expect(videoUsage()).toEqual({ sources: 0, framesAlive: 0, bytes: 0, leaked: 0 });
  expect(programs()).toEqual([]);
}
