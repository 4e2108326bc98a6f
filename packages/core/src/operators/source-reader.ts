// Sources that are read one value at a time.
import { expected } from '../util/expected.js';

/** The sources that `inferFrom` can read. */
export type PullSource<T> = Iterable<T> | AsyncIterable<T> | WebStream<T>;

/** The part of a web ReadableStream that is used. Every platform has its own declaration of the class. */
export interface WebStream<T> {
  getReader(): {
    read(): Promise<{ done: boolean; value?: T | undefined }>;
    cancel(reason?: unknown): Promise<void>;
    releaseLock(): void;
  };
}

/** Reads one source. */
export interface Reader<T> {
  /** Returns the next value, or a promise of it. */
  next(): IteratorResult<T, unknown> | Promise<IteratorResult<T, unknown>>;
  /** Stops reading before the end of the source. */
  stop(): void;
}

/**
 * Finds out how to read a source.
 *
 * @return a function that begins to read it
 * @throws TypeError if the source cannot be read
 */
export function sourceReader<T>(source: PullSource<T>): () => Reader<T> {
  const readable = source as Partial<Iterable<T> & AsyncIterable<T> & WebStream<T>> | null | undefined;
  // Asked first, because not on every platform a ReadableStream is an async iterable.
  if (typeof readable?.getReader === 'function') return () => streamReader(source as WebStream<T>);
  if (typeof readable?.[Symbol.asyncIterator] === 'function') {
    return () => iteratorReader((source as AsyncIterable<T>)[Symbol.asyncIterator]());
  }
  if (typeof readable?.[Symbol.iterator] === 'function') {
    return () => iteratorReader((source as Iterable<T>)[Symbol.iterator]());
  }
  const message = expected('an iterable, an async iterable or a ReadableStream', 'source', source);
  if (typeof (source as { subscribe?: unknown } | null | undefined)?.subscribe !== 'function')
    throw new TypeError(message);
  throw new TypeError(`${message}. For an Observable, use source.pipe(infer(model)).`);
}

function iteratorReader<T>(iterator: Iterator<T> | AsyncIterator<T>): Reader<T> {
  return {
    next: () => iterator.next(),
    stop: () => {
      // A failure of the iterator's clean-up, now or later, is ignored: no subscriber is left.
      try {
        void Promise.resolve(iterator.return?.()).catch(() => {});
      } catch {}
    },
  };
}

// Releases the stream's lock at every end, as `for await` does.
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
