import { describe, expect, it } from '@jest/globals';
import type { AgainstResult, PairedResult } from '../../src/against/run-against-case.js';
import { verdictOf } from '../../src/against/verdict.js';
import { againstText } from '../../src/report/against-text.js';

const run = (median: number, p25: number, p75: number): PairedResult => ({
  inferencesPerSecond: [1000.4, 500],
  cpuMicroseconds: [1.234, 2],
  ratios: [median],
  spread: { p5: 0.5, p25, median, p75, p95: 2 },
});

function result(sameCode: PairedResult, candidate: PairedResult): AgainstResult {
  const settings = {
    buffers: 100,
    threads: 1,
    pool: 100,
    callbackInterval: 8,
    blockType: 'block',
    pipelines: 1,
    batchSize: 1,
  } as const;
  return {
    name: 'noop',
    settings,
    sameCode,
    candidate,
    verdict: verdictOf(candidate.spread, sameCode.spread),
  };
}

describe('the text of a comparison', () => {
  it('should have a row for the A/A run, one for this checkout, and the verdict', () => {
    const lines = againstText(result(run(1, 0.99, 1.01), run(0.98, 0.97, 0.99))).split('\n');
    expect(lines).toHaveLength(4);
    expect(lines[1]).toMatch(
      /^ {2}baseline \(A\/A\) +1\.000 +0\.990 to 1\.010 +0\.500 to 2\.000 +1000 +500 +1\.23 +2\.00$/,
    );
    expect(lines[2]).toMatch(/^ {2}this checkout +0\.980 +0\.970 to 0\.990/);
    expect(lines[3]).toBe('  passed: the median ratio is 0.980, at least 0.970 is expected');
  });

  it('should say that a case failed', () => {
    const text = againstText(result(run(1, 0.99, 1.01), run(0.9, 0.8, 1)));
    expect(text).toContain('  FAILED: the median ratio is 0.900, at least 0.970 is expected');
  });

  it('should warn when the A/A run varied too much', () => {
    const text = againstText(result(run(1, 0.7, 1.1), run(0.8, 0.7, 0.9)));
    expect(text).toContain('  passed: the median ratio is 0.800, at least 0.700 is expected');
    expect(text).toContain('a slowdown of less than 30 % passes: repeat on an idle machine');
  });
});
