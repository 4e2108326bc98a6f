// The program with rounds so short that its figures mean nothing.
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, watch } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it, jest } from '@jest/globals';
import { withFfmpeg } from '../../../../test/support/ffmpeg.js';
import { TemporaryFolder } from '../../../../test/support/temporary-folder.js';
import type { DetectionsResult } from '../../src/cases/detections-case.js';
import type { SourcesResult } from '../../src/cases/sources-case.js';
import type { VideoResult } from '../../src/cases/video-case.js';
import { program, runBench, runForJson } from '../support/run-bench.js';

const folder = new TemporaryFolder();
afterAll(() => folder.remove());
// A test starts up to sixteen processes, one after the other. The limit is for what hangs.
jest.setTimeout(600_000);
const quick = ['--rounds', '5', '--round-ms', '10', '--warm-up-ms', '0'];

interface Printed {
  machine: object;
  cases: {
    name: string;
    settings: object;
    ours: Record<string, number>;
    peers: Record<string, Record<string, number>>;
    ratio: Record<string, number>;
  }[];
}

describe('npm run bench', () => {
  it('should print one object, and write a page', async () => {
    const page = join(folder.path, 'page.html');
    const printed = await runForJson(...quick, '--case', 'noop', '--case', 'batch', '--report', page);
    const { machine, cases } = printed as unknown as Printed;
    expect(machine).toEqual({
      cpu: expect.any(String),
      cores: expect.any(Number),
      memoryGB: expect.any(Number),
      system: expect.stringContaining(process.platform),
      node: process.versions.node,
      onnxruntime: expect.stringMatching(/^\d+\.\d+/),
    });
    const [noop, batch] = cases as [Printed['cases'][0], Printed['cases'][0]];
    expect(noop.settings).toEqual({
      buffers: 100,
      threads: 1,
      pool: 100,
      callbackInterval: 8,
      blockType: 'block',
      pipelines: 1,
      batchSize: 1,
    });
    expect(Object.keys(noop.peers)).toEqual(['sequential', 'concurrent', 'recipe', 'bare']);
    const { sequential, concurrent } = noop.ratio;
    expect(noop.ratio.onnxruntimeNode).toBe(Math.min(sequential as number, concurrent as number));
    expect(Object.keys(batch.peers)).toEqual(['unbatched']);
    for (const { ours, peers } of cases) {
      for (const figures of [ours, ...Object.values(peers)]) {
        expect(figures.inferencesPerSecond).toBeGreaterThan(0);
        expect(figures.cpuSeconds).toBeGreaterThan(0);
        expect(figures.residentGrowthMB).toEqual(expect.any(Number));
      }
      expect(ours.loopDelayP99Ms).toBeGreaterThan(0);
      expect(ours.idleLoopDelayP99Ms).toBeGreaterThan(0);
    }
    expect(readFileSync(page, 'utf8')).toContain('<h2>noop</h2>');
  });

  it('should split the latency of inputs that come by themselves', async () => {
    const { cases } = await runForJson(...quick, '--case', 'latency');
    const [{ loads }] = cases as [{ loads: { share: number; ours: object; peers: object; ratio: object }[] }];
    expect(loads.map(({ share }) => share)).toEqual([0.5, 0.8, 0.95]);
    const times = { p50: expect.any(Number), p90: expect.any(Number), p99: expect.any(Number) };
    for (const { ours, peers, ratio } of loads) {
      expect(ours).toEqual({
        queue: times,
        prepare: times,
        copyIn: times,
        compute: times,
        copyOut: times,
        callbackWait: times,
        total: times,
      });
      expect(peers).toEqual({ concurrent: { total: times } });
      expect(ratio).toEqual({ onnxruntimeNode: times });
    }
  });

  it('should measure what it costs to begin and to be there, in processes that end by themselves', async () => {
    const { cases } = await runForJson(...quick, '--case', 'startup');
    const [{ ours }] = cases as [{ ours: { importMs: number; openMs: number; idleCpuPercent: number } }];
    expect(ours.importMs).toBeGreaterThan(0);
    expect(ours.openMs).toBeGreaterThan(0);
    // CPU time, which does not depend on what else the machine does.
    expect(ours.idleCpuPercent).toBeLessThan(10);
  });

  it('should measure what preparing costs, on all threads and on the event loop', async () => {
    const { cases } = await runForJson(...quick, '--case', 'frames');
    const [{ preparing, ratio }] = cases as [
      { preparing: Record<'ours' | 'sharp', { cpuMs: number; loopMs: number }>; ratio: { sharp: number } },
    ];
    for (const { cpuMs, loopMs } of Object.values(preparing)) {
      expect(cpuMs).toBeGreaterThan(0);
      expect(loopMs).toBeLessThan(cpuMs);
    }
    expect(ratio.sharp).toBeGreaterThan(0);
  });

  it('should measure what reading an output costs', async () => {
    const { cases } = await runForJson(...quick, '--case', 'detections');
    const [{ decoding, ratio }] = cases as unknown as [DetectionsResult];
    for (const { cpuMs, loopMs } of Object.values(decoding)) {
      expect(loopMs).toBeGreaterThan(0);
      expect(cpuMs).toBeGreaterThan(0);
    }
    expect(ratio.javascript).toBeGreaterThan(0);
  });

  const seconds = ['--rounds', '5', '--round-ms', '1000', '--warm-up-ms', '1000'];
  withFfmpeg(it)('should play files beside a stalled source, within their bounds', async () => {
    const { cases } = await runForJson(...seconds, '--case', 'sources');
    const [{ sources, residentMB, ratio }] = cases as unknown as [SourcesResult];
    expect(sources.decoder).toMatch(/^(node-av|ffmpeg)$/);
    // A machine that is busy enough gives a file no result in a round of a second. That each file has had results is what the
    // process waits for before the first round.
    expect(sources.slowestPerSecond).toBeGreaterThanOrEqual(0);
    // Nine sources, four frames each.
    expect(sources.framesAlive).toBeLessThanOrEqual(9 * sources.maxFrames);
    expect(sources.framesLeft).toBe(0);
    expect(residentMB).toHaveLength(5);
    expect(ratio).toEqual({
      readFile: expect.any(Number),
      stalled: expect.any(Number),
      stalledAlone: expect.any(Number),
      overlap: expect.any(Number),
      decode: expect.any(Number),
    });
  });

  withFfmpeg(it)('should go from a file to detections, which both contenders find alike', async () => {
    const page = join(folder.path, 'video.html');
    const { cases } = await runForJson(...quick, '--case', 'video', '--report', page);
    const [{ video, ratio }] = cases as unknown as [VideoResult];
    for (const { runMs, decoding, ours, peer, ratio: over } of [video.noop, video.detector]) {
      expect(runMs).toBeGreaterThan(0);
      expect(decoding.framesPerSecond).toBeGreaterThan(0);
      for (const { framesPerSecond, cpuMs, outsideMs, loopDelayP99Ms } of [ours, peer]) {
        expect(framesPerSecond).toBeGreaterThan(0);
        // Both decode in a process of its own, whose time counts: decoding alone takes more than a millisecond anywhere.
        expect(cpuMs).toBeGreaterThan(1);
        expect(outsideMs).toBeLessThan(cpuMs);
        expect(loopDelayP99Ms).toBeGreaterThan(0);
      }
      for (const each of Object.values(over)) expect(each).toBeGreaterThan(0);
    }
    expect(ratio).toEqual({
      noop: video.noop.ratio.framesPerSecond,
      noopCpu: video.noop.ratio.cpu,
      detector: video.detector.ratio.framesPerSecond,
      detectorCpu: video.detector.ratio.cpu,
      detectorAttained: video.detector.ratio.attained,
    });
    expect(readFileSync(page, 'utf8')).toContain('<h3>The detector</h3>');
  });

  it('should leave nothing behind when it is interrupted', async () => {
    const temporary = new TemporaryFolder();
    const bench = spawn(process.execPath, [program, '--case', 'noop'], {
      env: { ...process.env, TMPDIR: temporary.path },
      stdio: 'ignore',
    });
    const ended = new Promise((resolve) => bench.once('exit', (code) => resolve(code)));
    await new Promise<void>((resolve) => {
      const watcher = watch(temporary.path, { recursive: true }, (_event, name) => {
        if (!name?.endsWith('.bin')) return;
        watcher.close();
        resolve();
      });
    });
    bench.kill('SIGINT');
    expect(await ended).toBe(130);
    expect(readdirSync(temporary.path)).toEqual([]);
    temporary.remove();
  });

  it.each([
    [['--case', 'nop'], 'for --case but received nop; did you mean noop?'],
    [['--rounds', '4'], 'expected an integer from 5 to 1000 for --rounds but received 4'],
    [['--pool', '8', '--callback-interval', '9'], '--callback-interval is larger than --pool'],
    [['--report', '/nowhere/page.html'], 'the report cannot be written'],
  ])('should refuse %j before it measures anything', async (args, message) => {
    const { code, stdout, stderr } = await runBench(...args);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(message);
  });
});
