import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { MotionFilter } from '../../src/tracks/motion-filter.js';

type Matrix = number[][];
const times = (a: Matrix, b: Matrix): Matrix =>
  a.map((row) =>
    (b[0] as number[]).map((_, j) => row.reduce((sum, x, k) => sum + x * (b[k]?.[j] as number), 0)),
  );
const plus = (a: Matrix, b: Matrix, sign = 1): Matrix =>
  a.map((row, i) => row.map((x, j) => x + sign * (b[i]?.[j] as number)));
const transposed = (a: Matrix): Matrix => (a[0] as number[]).map((_, j) => a.map((row) => row[j] as number));

/** The same filter in the textbook's matrices. */
class MatrixFilter {
  x: Matrix;
  p: Matrix;
  constructor(value: number, deviation: number, speedDeviation: number) {
    this.x = [[value], [0]];
    this.p = [
      [deviation ** 2, 0],
      [0, speedDeviation ** 2],
    ];
  }
  predict(t: number, q: number) {
    const f = [
      [1, t],
      [0, 1],
    ];
    const noise = [
      [(q * t ** 3) / 3, (q * t ** 2) / 2],
      [(q * t ** 2) / 2, q * t],
    ];
    this.x = times(f, this.x);
    this.p = plus(times(times(f, this.p), transposed(f)), noise);
  }
  correct(measured: number, deviation: number) {
    const h = [[1, 0]];
    const s = ((times(times(h, this.p), transposed(h))[0] as number[])[0] as number) + deviation ** 2;
    const k = times(this.p, transposed(h)).map((row) => row.map((x) => x / s));
    const surprise = measured - ((times(h, this.x)[0] as number[])[0] as number);
    this.x = plus(
      this.x,
      k.map((row) => row.map((x) => x * surprise)),
    );
    this.p = plus(this.p, times(times(k, h), this.p), -1);
  }
}

describe('MotionFilter', () => {
  it('should be the filter that the matrices describe', () => {
    const step = fc.record({
      seconds: fc.double({ min: 0, max: 2, noNaN: true }),
      measured: fc.option(fc.double({ min: -1000, max: 1000, noNaN: true })),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const filter = new MotionFilter(10, 3, 40);
        const reference = new MatrixFilter(10, 3, 40);
        for (const { seconds, measured } of steps) {
          filter.predict(seconds, 500);
          reference.predict(seconds, 500);
          if (measured !== null) {
            filter.correct(measured, 3);
            reference.correct(measured, 3);
          }
        }
        expect(filter.value).toBeCloseTo(reference.x[0]?.[0] as number, 3);
        expect(filter.speed).toBeCloseTo(reference.x[1]?.[0] as number, 3);
      }),
    );
  });

  it('should predict the same in one step as in many', () => {
    const once = new MotionFilter(0, 1, 10);
    const often = new MotionFilter(0, 1, 10);
    for (const filter of [once, often]) {
      filter.predict(0.1, 5);
      filter.correct(7, 1);
    }
    once.predict(1, 5);
    for (let i = 0; i < 10; i += 1) often.predict(0.1, 5);
    expect(often.value).toBeCloseTo(once.value, 9);
    expect(often.expectedVariance(1)).toBeCloseTo(once.expectedVariance(1), 9);
  });

  it('should learn a constant speed, whatever the intervals', () => {
    const filter = new MotionFilter(0, 1, 100);
    let time = 0;
    for (const seconds of [0.04, 0.04, 0.2, 0.04, 0.08, 0.4, 0.04, 0.04, 0.12]) {
      time += seconds;
      filter.predict(seconds, 1);
      filter.correct(50 * time, 1);
    }
    filter.predict(0.5, 1);
    expect(filter.value).toBeCloseTo(50 * (time + 0.5), 0);
  });
});
