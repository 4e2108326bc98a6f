import { describe, expect, it } from '@jest/globals';
import { take, tap } from 'rxjs';
import { PacedRange } from '../../src/commands/run/paced-range.js';

describe('PacedRange', () => {
  it('should emit no more numbers ahead of those taken than allowed', () => {
    const range = new PacedRange(5, 2);
    const seen: (number | string)[] = [];
    range.values$.subscribe({ next: (value) => seen.push(value), complete: () => seen.push('complete') });
    expect(seen).toEqual([0, 1]);
    range.taken();
    expect(seen).toEqual([0, 1, 2]);
    range.taken();
    range.taken();
    expect(seen).toEqual([0, 1, 2, 3, 4, 'complete']);
    range.taken();
    expect(seen).toHaveLength(6);
  });

  it('should go on in order when a number is taken inside its own emission, however many there are', () => {
    const range = new PacedRange(100_000, 1);
    const seen: number[] = [];
    range.values$.subscribe((value) => {
      seen.push(value);
      range.taken();
    });
    expect(seen).toEqual(Array.from({ length: 100_000 }, (_, index) => index));
  });

  it('should stop when nobody is subscribed any more', () => {
    const range = new PacedRange(10, 5);
    const seen: number[] = [];
    range.values$
      .pipe(
        tap((value) => seen.push(value)),
        take(1),
      )
      .subscribe();
    range.taken();
    expect(seen).toEqual([0]);
  });
});
