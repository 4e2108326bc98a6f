import { Observable, type SchedulerLike } from 'rxjs';
import type { CallWatch } from './call-watch.js';

/**
 * Prepares a call. It writes to its memory at its beginning and at its end, also if it has been aborted: whoever has that
 * memory then gets a wrong result. A call that does not fit transfers its memory away.
 *
 * @param time ms; 0: at once
 * @param by what is returned where it takes time
 * @return the number of the call
 */
export function prepareCall(
  call: CallWatch,
  data: Float32Array,
  time: number,
  by: 'observable' | 'promise',
  scheduler: SchedulerLike,
): number | Promise<number> | Observable<number> {
  const { n } = call;
  data.fill(-1000 - n);
  const finish = () => {
    if (call.plan.value === 'fits') data.fill(n);
    else structuredClone(undefined, { transfer: [data.buffer as ArrayBuffer] });
    return n;
  };
  if (time === 0) return finish();
  if (by === 'promise') {
    return new Promise((resolve) => {
      scheduler.schedule(() => {
        data.fill(-2000 - n);
        resolve(finish());
      }, time);
    });
  }
  return new Observable((subscriber) => {
    scheduler.schedule(() => {
      if (subscriber.closed) data.fill(-2000 - n);
      else subscriber.next(finish());
    }, time);
  });
}
