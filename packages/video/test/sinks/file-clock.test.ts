import { expect, it } from '@jest/globals';
import { FileClock } from '../../src/sinks/file-clock.js';

const timesOf = (times: readonly number[], fps?: number) => {
  const clock = new FileClock(fps);
  return times.map((time) => Math.round(clock.next(time) * 1e4) / 1e4);
};

it('should begin at 0, and go on when the clock of the frames begins anew or stands still', () => {
  expect(timesOf([5, 5.1, 5.3, 0, 0.5, 0.5, 0.6])).toEqual([0, 0.1, 0.3, 0.5, 1, 1.5, 1.6]);
  expect(timesOf([-3, -3, -3])).toEqual([0, 0.04, 0.08]);
});

it('should count frames at a constant rate, whatever their times are', () => {
  expect(timesOf([Number.NaN, 7, 1], 4)).toEqual([0, 0.25, 0.5]);
});

it('should refuse frames without time', () => {
  for (const time of [Number.NaN, Number.POSITIVE_INFINITY])
    expect(() => timesOf([0, time])).toThrow(expect.objectContaining({ code: 'ERR_VIDEO_WRITE' }));
});
