import { asyncScheduler, Observable } from 'rxjs';
import type { Prepare } from '../../src/index.js';

/**
 * A `prepare` for numbers that takes its time, in virtual time. It writes to its memory at its beginning and at its end, also if
 * it has been aborted: whoever has that memory then gets a wrong result.
 *
 * @param times ms, over and over; 0: returns at once
 * @param begin called with each value
 * @param isUnfit whether the value cannot be prepared
 * @param aborted called when a value is aborted: by the signal, and by the teardown
 */
export function prepareFor(
  times: readonly number[],
  begin: (n: number) => void,
  isUnfit: (n: number) => boolean,
  aborted: () => void,
): Prepare<number> {
  return (n, [target], { index, signal }) => {
    const data = target as Float32Array;
    data.fill(-1000 - n);
    begin(n);
    const time = times[index % times.length] as number;
    const finish = () => {
      if (isUnfit(n)) throw new Error('unfit');
      data.fill(n);
      return { n };
    };
    if (time === 0) return finish();
    let isOver = false;
    signal.addEventListener('abort', aborted);
    return new Observable((subscriber) => {
      subscriber.add(() => {
        if (!isOver) aborted();
      });
      asyncScheduler.schedule(() => {
        if (subscriber.closed) {
          data.fill(-2000 - n);
          return;
        }
        isOver = true;
        try {
          subscriber.next(finish());
        } catch (error) {
          subscriber.error(error);
        }
      }, time);
    });
  };
}
