import { labels } from '@ascend-rx/example-classify';
import { describe, expect, it } from '@jest/globals';
import { noCounts } from '../src/report/counts.js';
import { Lines } from '../src/report/lines.js';
import { percentile } from '../src/report/percentile.js';

const lines = new Lines(labels);
const counts = noCounts();

describe('a line', () => {
  it('should fit 80 columns, with two causes', () => {
    const line = lines.second({
      ...{ second: 12, length: 1.02, in: 25, inferred: 13 },
      ...{ latency: { p50: 121.24, p99: 199.96 }, age: { p50: 150, p99: 212.5 } },
      frame: { pts: 11.5, label: 'triangle', probability: 0.997 },
      dropped: { ...counts.dropped, overflow: 11, stale: 2 },
    });
    expect(line).toBe(
      '  12   24.5        13   121.2   200.0   212.5  triangle 100 %  11 overflow, 2 stale\n',
    );
    expect(lines.head().split('\n')[0]?.length).toBeLessThanOrEqual(80);
  });

  it('should say that nothing was measured', () => {
    const nothing = { ...counts, latency: undefined, age: undefined, frame: undefined };
    expect(lines.second({ second: 1, length: 1, ...nothing })).toBe(
      '   1    0.0         0       –       –       –\n',
    );
  });

  it('should sum up', () => {
    const summary = {
      ...{ ...counts, in: 100, inferred: 90, dropped: { overflow: 5, stale: 2, skipped: 1, failed: 0 } },
      ...{ seconds: 4, cancelled: 2, latency: { p50: 1, p99: 2 }, age: { p50: 3, p99: 4 } },
      ...{ right: 81, losses: 2, interrupted: true },
    };
    expect(lines.summary(summary)).toBe(
      [
        '',
        'interrupted: 100 frames in 4.0 s: 90 inferred, 8 dropped (5 overflow, 2 stale, 1 skipped), 2 cancelled',
        'latency p50 1.0 ms, p99 2.0 ms; age p50 3.0 ms, p99 4.0 ms',
        'right labels 81 of 90 (90.0 %)',
        'the camera was lost 2 times',
        '',
      ].join('\n'),
    );
  });
});

it('a percentile is a value of its own', () => {
  expect(percentile([], 0.5)).toBeUndefined();
  expect([0.5, 0.99].map((part) => percentile([3, 1, 2], part))).toEqual([2, 3]);
  const hundred = Array.from({ length: 100 }, (_, i) => i + 1);
  expect([0.5, 0.99, 1].map((part) => percentile(hundred, part))).toEqual([50, 99, 100]);
});
