// What becomes of values and results while a pipeline is exchanged.
import { describe, expect, it } from '@jest/globals';
import { BehaviorSubject, NEVER, Observable, type OperatorFunction, Subject, throwError } from 'rxjs';
import { exchangeable } from '../src/exchangeable.js';

/** A pipeline that emits when the test says so, and ends when its source has ended and everything has been emitted. */
class Manual {
  readonly has: number[] = [];
  isUnsubscribed = false;
  #emit: (result: string) => void = () => {};
  #isSourceComplete = false;
  #complete: () => void = () => {};
  #fail: (error: unknown) => void = () => {};

  constructor(readonly settings: string) {}

  readonly operator: OperatorFunction<number, string> = (source) =>
    new Observable((subscriber) => {
      this.#emit = (result) => subscriber.next(result);
      this.#complete = () => subscriber.complete();
      this.#fail = (error) => subscriber.error(error);
      subscriber.add(
        source.subscribe({
          next: (value) => this.has.push(value),
          complete: () => {
            this.#isSourceComplete = true;
            if (this.has.length === 0) subscriber.complete();
          },
        }),
      );
      subscriber.add(() => {
        this.isUnsubscribed = true;
      });
    });

  /** The result of the value that came first. */
  report(): void {
    this.#emit(`${this.settings}${this.has.shift()}`);
    if (this.has.length === 0 && this.#isSourceComplete) this.#complete();
  }

  end(): void {
    this.#complete();
  }

  fail(error: unknown): void {
    this.#fail(error);
  }
}

function start(initial = 'a', onResult: (settings$: BehaviorSubject<string>) => void = () => {}) {
  const source = new Subject<number>();
  const settings$ = new BehaviorSubject(initial);
  const pipelines: Manual[] = [];
  const seen: unknown[] = [];
  const notTaken: string[] = [];
  const subscription = source
    .pipe(
      exchangeable<number, string, string>({
        settings$,
        pipeline: (settings) => {
          if (settings === 'paused') return undefined;
          if (settings === 'wrong') throw new Error('no such pipeline');
          const pipeline = new Manual(settings);
          pipelines.push(pipeline);
          return pipeline.operator;
        },
        onNotTaken: (value, why) => notTaken.push(`${value} ${why}`),
      }),
    )
    .subscribe({
      next: (result) => {
        seen.push(result);
        onResult(settings$);
      },
      error: (error: Error) => seen.push(error.message),
      complete: () => seen.push('complete'),
    });
  return { source, settings$, pipelines, seen, notTaken, subscription };
}

const last = (pipelines: readonly Manual[]) => pipelines.at(-1) as Manual;

describe('an exchange', () => {
  it('should lose no result, keep the order, and let the newest value wait', () => {
    const { source, settings$, pipelines, seen, notTaken } = start();
    source.next(1);
    source.next(2);
    settings$.next('b');
    expect(pipelines).toHaveLength(1);
    for (const value of [3, 4, 5]) source.next(value);
    expect(notTaken).toEqual(['3 exchange', '4 exchange']);
    last(pipelines).report();
    last(pipelines).report();
    expect(pipelines).toHaveLength(2);
    expect(last(pipelines)).toMatchObject({ settings: 'b', has: [5] });
    source.next(6);
    last(pipelines).report();
    last(pipelines).report();
    expect(seen).toEqual(['a1', 'a2', 'b5', 'b6']);
    expect(notTaken).toHaveLength(2);
  });

  it('should be at once if the pipeline has nothing', () => {
    const { source, settings$, pipelines, notTaken } = start();
    settings$.next('b');
    source.next(1);
    expect(pipelines.map(({ settings, has }) => ({ settings, has }))).toEqual([
      { settings: 'a', has: [] },
      { settings: 'b', has: [1] },
    ]);
    expect(notTaken).toEqual([]);
  });

  it('should take the last settings if they change several times', () => {
    const { source, settings$, pipelines } = start();
    source.next(1);
    for (const settings of ['b', 'c', 'd']) settings$.next(settings);
    last(pipelines).report();
    expect(pipelines.map(({ settings }) => settings)).toEqual(['a', 'd']);
  });

  it('should be possible in the handler of a result', () => {
    const { source, pipelines, seen } = start('a', (settings$) => settings$.next('b'));
    source.next(1);
    last(pipelines).report();
    expect(pipelines.map(({ settings }) => settings)).toEqual(['a', 'b']);
    source.next(2);
    last(pipelines).report();
    expect(seen).toEqual(['a1', 'b2']);
  });

  it('should leave the source alone', () => {
    let subscriptions = 0;
    const settings$ = new BehaviorSubject('a');
    const source = new Observable<number>(() => {
      subscriptions += 1;
    });
    const running = source
      .pipe(
        exchangeable<number, string, string>({
          settings$,
          pipeline: (settings) => new Manual(settings).operator,
          onNotTaken: () => {},
        }),
      )
      .subscribe();
    settings$.next('b');
    settings$.next('c');
    expect(subscriptions).toBe(1);
    running.unsubscribe();
  });
});

describe('a pause', () => {
  it('should emit what the pipeline has, take nothing, and go on', () => {
    const { source, settings$, pipelines, seen, notTaken } = start();
    source.next(1);
    settings$.next('paused');
    source.next(2);
    last(pipelines).report();
    // It waited for an exchange that has become a pause.
    expect(notTaken).toEqual(['2 paused']);
    source.next(3);
    settings$.next('b');
    source.next(4);
    last(pipelines).report();
    expect(seen).toEqual(['a1', 'b4']);
    expect(notTaken).toEqual(['2 paused', '3 paused']);
  });

  it('should be possible from the beginning, and until the end', () => {
    const { source, seen, notTaken } = start('paused');
    source.next(1);
    source.complete();
    expect({ seen, notTaken }).toEqual({ seen: ['complete'], notTaken: ['1 paused'] });
  });
});

describe('the end', () => {
  it('should come after the last result of a source that has completed', () => {
    const { source, pipelines, seen } = start();
    source.next(1);
    source.complete();
    expect(seen).toEqual([]);
    last(pipelines).report();
    expect(seen).toEqual(['a1', 'complete']);
  });

  it('should come after the value that waits, if the source completes in an exchange', () => {
    const { source, settings$, pipelines, seen, notTaken } = start();
    source.next(1);
    settings$.next('b');
    source.next(2);
    source.complete();
    last(pipelines).report();
    expect(last(pipelines).has).toEqual([2]);
    last(pipelines).report();
    expect(seen).toEqual(['a1', 'b2', 'complete']);
    expect(notTaken).toEqual([]);
  });

  it('should come if a pipeline ends by itself', () => {
    const { source, pipelines, seen } = start();
    last(pipelines).end();
    expect(seen).toEqual(['complete']);
    expect(source.observed).toBe(false);
  });

  it.each(['a pipeline', 'the source', 'the function that makes pipelines'])(
    'should be the error of %s',
    (who) => {
      const { source, settings$, pipelines, seen, notTaken } = start();
      source.next(1);
      settings$.next('wrong');
      source.next(2);
      if (who === 'a pipeline') last(pipelines).fail(new Error('lost'));
      else if (who === 'the source') source.error(new Error('lost'));
      else last(pipelines).report();
      const isMade = who === 'the function that makes pipelines';
      expect(seen).toEqual(isMade ? ['a1', 'no such pipeline'] : ['lost']);
      // Nobody else would give it back.
      expect(notTaken).toEqual(['2 exchange']);
      expect({ source: source.observed, settings: settings$.observed }).toEqual({
        ...{ source: false, settings: false },
      });
      expect(last(pipelines).isUnsubscribed).toBe(true);
    },
  );

  it('should be the error of the settings', () => {
    const seen: unknown[] = [];
    NEVER.pipe(
      exchangeable<number, string, string>({
        settings$: throwError(() => new Error('no settings')),
        pipeline: () => undefined,
        onNotTaken: () => {},
      }),
    ).subscribe({ error: (error: Error) => seen.push(error.message) });
    expect(seen).toEqual(['no settings']);
  });

  it('should be that of an unsubscription: the pipeline ends, and what waits is given back', () => {
    const { source, settings$, pipelines, seen, notTaken, subscription } = start();
    source.next(1);
    settings$.next('b');
    source.next(2);
    subscription.unsubscribe();
    expect(last(pipelines).isUnsubscribed).toBe(true);
    expect(notTaken).toEqual(['2 exchange']);
    expect(seen).toEqual([]);
    expect({ source: source.observed, settings: settings$.observed }).toEqual({
      ...{ source: false, settings: false },
    });
  });
});
