import { Observable, type OperatorFunction, Subject, type Subscription } from 'rxjs';

/** What becomes of the values that {@link exchangeable} gives to no pipeline. */
export type NotTaken = 'paused' | 'exchange';

export interface ExchangeableOptions<T, S, R> {
  /** The settings at subscription, then every change. */
  readonly settings$: Observable<S>;
  /** Makes the pipeline for these settings; undefined: there is none, values are not taken. */
  readonly pipeline: (settings: S) => OperatorFunction<T, R> | undefined;
  /** Called with each value that no pipeline has got: give back what it holds. */
  readonly onNotTaken: (value: T, why: NotTaken) => void;
}

/**
 * A pipeline that is exchanged when settings change, while its source goes on. The pipeline that is there gets no more values and
 * ends when it has emitted the results of those it has. The next one begins after that. Of the values that come in between the
 * newest waits, and the others are not taken. So no result is lost, and results are in the order of the source.
 *
 * Only the settings at the end of an exchange count if they change several times.
 */
export function exchangeable<T, S, R>({
  settings$,
  pipeline,
  onNotTaken,
}: ExchangeableOptions<T, S, R>): OperatorFunction<T, R> {
  return (source) =>
    new Observable<R>((subscriber) => {
      let settings: { readonly value: S } | undefined;
      /** Of the pipeline that takes values. */
      let input: Subject<T> | undefined;
      /** The pipeline, from its beginning to the end of its results. */
      let running: Subscription | undefined;
      let waiting: { readonly value: T } | undefined;
      let isSourceComplete = false;

      const refuseWaiting = (why: NotTaken) => {
        const refused = waiting;
        waiting = undefined;
        if (refused !== undefined) onNotTaken(refused.value, why);
      };
      /** The pipeline emits what it has, and ends. */
      const finish = () => {
        const ending = input;
        input = undefined;
        ending?.complete();
      };
      const begin = () => {
        const operator = settings && pipeline(settings.value);
        if (operator === undefined) {
          refuseWaiting('paused');
          if (isSourceComplete) subscriber.complete();
          return;
        }
        const values = new Subject<T>();
        input = values;
        const begun = values.pipe(operator).subscribe({
          next: (result) => subscriber.next(result),
          error: (error) => subscriber.error(error),
          complete: () => {
            const wasAsked = input !== values;
            running = undefined;
            input = undefined;
            if (subscriber.closed) return;
            if (!wasAsked || (isSourceComplete && waiting === undefined)) subscriber.complete();
            else attempt(begin);
          },
        });
        if (begun.closed) return;
        if (subscriber.closed) begun.unsubscribe();
        running = begun;
        const next = waiting;
        waiting = undefined;
        if (next !== undefined) values.next(next.value);
        if (isSourceComplete) finish();
      };
      /** What `pipeline` throws ends everything. */
      const attempt = (action: () => void) => {
        try {
          action();
        } catch (error) {
          subscriber.error(error);
        }
      };

      subscriber.add(() => {
        running?.unsubscribe();
        refuseWaiting('exchange');
      });
      subscriber.add(
        settings$.subscribe({
          next: (value) => {
            settings = { value };
            if (running === undefined) attempt(begin);
            else finish();
          },
          error: (error) => subscriber.error(error),
        }),
      );
      if (subscriber.closed) return;
      subscriber.add(
        source.subscribe({
          next: (value) => {
            if (input !== undefined) {
              input.next(value);
              return;
            }
            const isExchanging = running !== undefined && !subscriber.closed;
            refuseWaiting('exchange');
            if (isExchanging) waiting = { value };
            else onNotTaken(value, 'paused');
          },
          error: (error) => subscriber.error(error),
          complete: () => {
            isSourceComplete = true;
            if (running === undefined) subscriber.complete();
            else finish();
          },
        }),
      );
    });
}
