/** A promise that is settled by hand. */
export class Deferred<T> {
  resolve!: (value: T) => void;
  reject!: (error: unknown) => void;
  readonly promise = new Promise<T>((resolve, reject) => {
    this.resolve = resolve;
    this.reject = reject;
  });
}

/** An async iterable whose reads are answered by hand. */
export class AsyncSource implements AsyncIterable<number> {
  /** Reads that have not been answered. */
  readonly reads: Deferred<IteratorResult<number>>[] = [];
  returned = 0;
  opened = 0;
  #waiting: { count: number; deferred: Deferred<void> } | undefined;
  #count = 0;

  [Symbol.asyncIterator](): AsyncIterator<number> {
    this.opened += 1;
    return {
      next: () => {
        const read = new Deferred<IteratorResult<number>>();
        this.reads.push(read);
        this.#count += 1;
        if (this.#waiting && this.#count >= this.#waiting.count) this.#waiting.deferred.resolve();
        return read.promise;
      },
      return: async () => {
        this.returned += 1;
        return { done: true, value: undefined };
      },
    };
  }

  /** Resolves when `next()` has been called so often. */
  asked(count: number): Promise<void> {
    const deferred = new Deferred<void>();
    if (this.#count >= count) deferred.resolve();
    else this.#waiting = { count, deferred };
    return deferred.promise;
  }

  /** How often `next()` has been called. */
  get count(): number {
    return this.#count;
  }

  /** Answers the oldest read, or the one that comes. */
  give(value: number): void {
    this.#oldest.resolve({ done: false, value });
  }

  end(): void {
    this.#oldest.resolve({ done: true, value: undefined });
  }

  fail(error: unknown): void {
    this.#oldest.reject(error);
  }

  get #oldest(): Deferred<IteratorResult<number>> {
    const read = this.reads.shift();
    if (!read) throw new Error('nothing was asked for');
    return read;
  }
}

/** Numbers from 0, counted as they are made, and what became of the generator. */
export class Numbers {
  made = 0;
  ending: 'none' | 'returned' | 'natural' = 'none';

  constructor(
    readonly length: number,
    /** Called before every number. */
    readonly onMade: () => void = () => {},
  ) {}

  *[Symbol.iterator](): Generator<number> {
    let ending: Numbers['ending'] = 'returned';
    try {
      while (this.made < this.length) {
        this.onMade();
        this.made += 1;
        yield this.made - 1;
      }
      ending = 'natural';
    } finally {
      this.ending = ending;
    }
  }
}
