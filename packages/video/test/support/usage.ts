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

/** For `beforeEach`: what an earlier test has left is not blamed on this one. */
export function noteUsage(): void {
  before = videoUsage();
}
let before = videoUsage();

export function expectNothingLeft(): void {
  expect(videoUsage()).toEqual(before);
  expect(programs()).toEqual([]);
}
