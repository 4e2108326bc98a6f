import { describe, expect, it } from '@jest/globals';
import { TimeSeries } from '../../page/time-series.js';

const limits = { window: 10, rows: 100, keys: 3, longestStep: 2 };
const row = (values: Record<string, number>) => new Map(Object.entries(values));

describe('TimeSeries', () => {
  it('has null where a key has no value', () => {
    const series = new TimeSeries(limits);
    series.add(1, row({ a: 10 }));
    series.add(2, row({ b: 20 }));
    expect(series.times).toEqual([1, 2]);
    expect(series.keys).toEqual(['a', 'b']);
    expect([series.column('a'), series.column('b'), series.column('c')]).toEqual([
      [10, null],
      [null, 20],
      [],
    ]);
  });

  it('keeps a window of time', () => {
    const series = new TimeSeries(limits);
    for (let time = 0; time <= 30; time += 1) series.add(time, row({ a: time }));
    expect(series.times).toEqual([20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30]);
    expect(series.column('a')).toEqual(series.times);
  });

  it('keeps no more rows than its limit', () => {
    const series = new TimeSeries({ ...limits, rows: 4 });
    for (let time = 0; time < 9; time += 0.5) series.add(time, row({ a: time }));
    expect(series.column('a')).toEqual([7, 7.5, 8, 8.5]);
  });

  it('forgets a key whose last value has left the window, and takes another then', () => {
    const series = new TimeSeries(limits);
    series.add(0, row({ a: 1, b: 1, c: 1, d: 1 }));
    expect(series.keys).toEqual(['a', 'b', 'c']);
    for (let time = 1; time <= 11; time += 1) series.add(time, row({ a: 1, b: 1 }));
    expect(series.keys).toEqual(['a', 'b']);
    series.add(12, row({ d: 4 }));
    expect(series.keys).toEqual(['a', 'b', 'd']);
    expect(series.column('d')).toHaveLength(series.times.length);
  });

  it('breaks the lines after a pause', () => {
    const series = new TimeSeries(limits);
    series.add(1, row({ a: 1 }));
    series.add(3, row({ a: 2 }));
    series.add(6, row({ a: 3 }));
    expect(series.times).toEqual([1, 3, 3.001, 6]);
    expect(series.column('a')).toEqual([1, 2, null, 3]);
  });

  it('ignores a second row of one moment, and begins anew when the clock was set back', () => {
    const series = new TimeSeries(limits);
    series.add(5, row({ a: 1 }));
    series.add(5, row({ a: 2, b: 2 }));
    expect([series.keys, series.column('a')]).toEqual([['a'], [1]]);
    series.add(4, row({ b: 3 }));
    expect([series.times, series.keys, series.column('b')]).toEqual([[4], ['b'], [3]]);
  });
});
