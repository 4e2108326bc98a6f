import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { idleRound, measuredRound } from '../../../src/contenders/video/measured-round.js';
import { cpuSecondsOf, descendants } from '../../../src/contenders/video/process-tree.js';
import { framesBefore } from '../../../src/protocol/video.js';

describe('a round of the case video', () => {
  it('should end at its last frame, and count the frames between its ends alone', async () => {
    let calls = 0;
    const round = await measuredRound(async (through) => {
      do calls += 1;
      while (through());
    }, 10);
    expect(calls).toBe(framesBefore + 10);
    expect(round).toEqual({
      frames: 10,
      seconds: expect.any(Number),
      cpuSeconds: expect.any(Number),
      loopDelayP99Ms: expect.any(Number),
    });
  });

  it('should fail if the video ends before', async () => {
    const play = async (through: () => boolean) => {
      for (let n = 0; n < framesBefore + 5; n += 1) through();
    };
    await expect(measuredRound(play, 10)).rejects.toThrow(/but \d+ frames came/);
  });

  it('should count the time of processes that were started', async () => {
    // It computes until it is ended, and says when a tenth of a second of CPU time is over.
    const program =
      'for (let told = false; ; ) if (!told && process.cpuUsage().user > 1e5) { told = true; require("fs").writeSync(1, "!"); }';
    const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
    try {
      const pid = child.pid as number;
      expect(descendants()).toContain(pid);
      const before = cpuSecondsOf(pid);
      await once(child.stdout, 'data');
      expect(cpuSecondsOf(pid) - before).toBeGreaterThan(0.05);
    } finally {
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    }
    expect(descendants()).not.toContain(child.pid);
  });

  it('should do nothing while it is idle', async () => {
    const { frames, seconds } = await idleRound(20);
    expect(frames).toBe(0);
    expect(seconds).toBeGreaterThan(0.015);
  });
});
