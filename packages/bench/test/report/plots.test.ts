import { describe, expect, it } from '@jest/globals';
import { barPlot } from '../../src/report/bar-plot.js';
import { escaped, readable } from '../../src/report/html.js';
import { linePlot } from '../../src/report/line-plot.js';
import { evenScale, linearScale } from '../../src/report/scale.js';

describe('the plots', () => {
  it('should draw a bar as long as its values, part by part', () => {
    const svg = barPlot({
      of: 'ms',
      parts: ['a', 'b'],
      bars: [
        { name: 'one', values: [10, 30] },
        { name: 'two', values: [20, 0], note: 'half' },
      ],
    });
    const widths = [...svg.matchAll(/<rect[^>]* width="([\d.]+)"/g)].map(([, width]) => Number(width));
    expect(widths).toHaveLength(4);
    const [a, b, c, d] = widths as [number, number, number, number];
    expect(b / a).toBeCloseTo(3, 1);
    expect(c / a).toBeCloseTo(2, 1);
    expect(d).toBe(0);
    expect(svg).toContain('half');
  });

  it('should draw a line through its points, larger values higher', () => {
    const svg = linePlot({
      x: 'load',
      y: 'ms',
      xScale: 'even',
      lines: [
        {
          name: 'ours',
          points: [
            [50, 1],
            [80, 2],
            [95, 4],
          ],
        },
      ],
    });
    const points = (svg.match(/polyline points="([^"]+)"/)?.[1] ?? '')
      .split(' ')
      .map((at) => at.split(',').map(Number));
    const [first, second, third] = points as [number[], number[], number[]];
    expect((second[0] as number) - (first[0] as number)).toBeCloseTo(
      (third[0] as number) - (second[0] as number),
      0,
    );
    expect(first[1]).toBeGreaterThan(second[1] as number);
    expect(second[1]).toBeGreaterThan(third[1] as number);
  });

  it('should scale to round numbers', () => {
    expect(linearScale(97, 0, 100).ticks).toEqual([0, 50, 100]);
    expect(linearScale(4.2, 0, 100).ticks).toEqual([0, 2, 4, 6]);
    expect(linearScale(0, 0, 100).at(0)).toBe(0);
    expect(evenScale([1, 8, 64], 0, 10).at(8)).toBe(5);
  });

  it('should write numbers and text for people', () => {
    expect(readable(123_456.7)).toBe('123,000');
    expect(readable(0.012345)).toBe('0.0123');
    expect(readable(Number.NaN)).toBe('–');
    expect(escaped('<a href="x">&')).toBe('&lt;a href=&quot;x&quot;&gt;&amp;');
  });
});
