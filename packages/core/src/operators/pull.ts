import { Observable } from 'rxjs';
import type { Pipeline } from '../pipeline/pipeline.js';
import type { PipelineOutput } from './pipeline-output.js';
import type { Reader } from './source-reader.js';

/**
 * Emits values as the pipeline has use for them: when fewer than `batchSize` of them wait for a slot.
 *
 * @param pipeline the pipeline of this subscription
 * @param output through which the pipeline asks for more
 * @param open begins to read the source
 */
export function pull<T>(
  pipeline: Pipeline<T>,
  output: PipelineOutput<T>,
  open: () => Reader<T>,
): Observable<T> {
  return new Observable((subscriber) => {
    const reader = open();
    const { state, settings } = pipeline;
    const { batchSize, maxInFlight } = settings;
    const { ledger, queue } = state;
    let reading = false;
    let over = false;
    // The reader's `next` is running: a generator cannot be stopped meanwhile.
    let calling = false;
    // `readAll` is running: it reads on by itself when what it has begun is done.
    let looping = false;
    const stop = () => {
      if (over) return;
      over = true;
      if (!calling) reader.stop();
    };
    subscriber.add(stop);
    const wants = () =>
      !over &&
      !reading &&
      state.isOpen &&
      queue.size < batchSize &&
      ledger.waiting + ledger.inFlight < (maxInFlight + 1) * batchSize;
    const take = (result: IteratorResult<T, unknown>) => {
      reading = false;
      if (over) return;
      if (result.done) {
        over = true;
        subscriber.complete();
      } else {
        subscriber.next(result.value);
      }
    };
    const fail = (error: unknown) => {
      reading = false;
      // A source that has thrown has ended; it is not stopped.
      if (over) return;
      over = true;
      subscriber.error(error);
    };
    const readAll = () => {
      while (wants()) {
        reading = true;
        try {
          calling = true;
          const result = reader.next();
          calling = false;
          if (over) {
            // A failure of the read is ignored: no subscriber is left.
            void Promise.resolve(result).catch(() => {});
            reader.stop();
            return;
          }
          if (result instanceof Promise || 'then' in result) {
            void (result as Promise<IteratorResult<T, unknown>>).then((value) => {
              try {
                take(value);
              } catch (error) {
                // What the source gave is no result of an iterator.
                fail(error);
              }
              read();
            }, fail);
            return;
          }
          take(result as IteratorResult<T, unknown>);
        } catch (error) {
          calling = false;
          fail(error);
        }
      }
    };
    const read = () => {
      looping = true;
      try {
        readAll();
      } finally {
        looping = false;
      }
    };
    output.read = (enter) => {
      if (looping || !wants()) return;
      if (enter) enter(read);
      else read();
    };
    read();
  });
}
