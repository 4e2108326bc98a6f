// Sources that are read, one value at a time.
import { Observable } from 'rxjs';
import type { Pipeline } from './pipeline.js';
import { expected } from './validate.js';

/** What `inferFrom` can read. */
export type PullSource<T> = Iterable<T> | AsyncIterable<T> | WebStream<T>;

/** A web ReadableStream, as far as it is used; every platform has its own declaration of it. */
export interface WebStream<T> {
  getReader(): {
    read(): Promise<{ done: boolean; value?: T | undefined }>;
    cancel(reason?: unknown): Promise<void>;
    releaseLock(): void;
  };
}

/** Reads a source. */
export interface Reader<T> {
  /** The next value, or a promise of it. */
  next(): IteratorResult<T, unknown> | Promise<IteratorResult<T, unknown>>;
  /** Nothing more is wanted, though there may be more. */
  stop(): void;
}

/**
 * Finds out how to read a source.
 *
 * @return begins to read it
 * @throws TypeError if it cannot be read
 */
export function openReader<T>(source: PullSource<T>): () => Reader<T> {
  const readable = source as Partial<Iterable<T> & AsyncIterable<T> & WebStream<T>> | null | undefined;
  // Before the async iterable, which not every platform's streams are.
  if (typeof readable?.getReader === 'function') return () => streamReader(source as WebStream<T>);
  if (typeof readable?.[Symbol.asyncIterator] === 'function') {
    return () => iteratorReader((source as AsyncIterable<T>)[Symbol.asyncIterator]());
  }
  if (typeof readable?.[Symbol.iterator] === 'function') {
    return () => iteratorReader((source as Iterable<T>)[Symbol.iterator]());
  }
  throw new TypeError(expected('an iterable, an async iterable or a ReadableStream', 'source', source));
}

/** Emits values as the pipeline has use for them: when less than one, or less than a batch, waits for a slot. */
export function pull<T>(pipeline: Pipeline<T>, open: () => Reader<T>): Observable<T> {
  return new Observable((subscriber) => {
    const reader = open();
    const { batchSize, maxInFlight } = pipeline.settings;
    const { ledger, room } = pipeline;
    let reading = false;
    let over = false;
    // Inside of `next()`: a generator cannot be stopped while it runs.
    let calling = false;
    const stop = () => {
      if (over) return;
      over = true;
      if (!calling) reader.stop();
    };
    subscriber.add(stop);
    const wants = () =>
      !over &&
      !reading &&
      pipeline.isOpen &&
      room.size < batchSize &&
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
      // A source that has thrown has ended by itself.
      if (over) return;
      over = true;
      subscriber.error(error);
    };
    pipeline.pull = () => {
      while (wants()) {
        reading = true;
        try {
          calling = true;
          const result = reader.next();
          calling = false;
          if (over) {
            // Nobody is left to be told that the read has failed.
            void Promise.resolve(result).catch(() => {});
            reader.stop();
            return;
          }
          if (result instanceof Promise || 'then' in result) {
            void (result as Promise<IteratorResult<T, unknown>>).then((value) => {
              take(value);
              pipeline.pull();
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
    pipeline.pull();
  });
}

function iteratorReader<T>(iterator: Iterator<T> | AsyncIterator<T>): Reader<T> {
  return {
    next: () => iterator.next(),
    stop: () => {
      // Nobody is left to be told that its clean-up has failed, then or later.
      try {
        void Promise.resolve(iterator.return?.()).catch(() => {});
      } catch {}
    },
  };
}

// Lets go of the stream at its end, however that comes: as `for await` does.
function streamReader<T>(stream: WebStream<T>): Reader<T> {
  const reader = stream.getReader();
  const release = () => reader.releaseLock();
  return {
    next: () =>
      reader.read().then(
        (result) => {
          if (result.done) release();
          return result as IteratorResult<T, unknown>;
        },
        (error) => {
          release();
          throw error;
        },
      ),
    stop: () => {
      void reader.cancel().catch(() => {});
      release();
    },
  };
}
