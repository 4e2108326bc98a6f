// What the tests of the option `prepare` share: durations by value, and what is being prepared at the moment.
import { asyncScheduler, map, Observable, timer } from 'rxjs';
import { type InferConfig, infer, type Model, type Prepare, type TypedArray } from '../../src/index.js';
import { assertBalanced } from '../../src/testing/index.js';

type Config<T> = Omit<InferConfig<T>, 'inputs' | 'prepare'>;

/** infer with `prepare`, reduced to what marbles can say: the value whose result came. */
export function prepared<T>(model: Model, prepare: Prepare<T>, config: Config<T> = {}) {
  return (source: Observable<T>) =>
    source.pipe(
      infer(model, { ...config, prepare }),
      map((result) => {
        assertBalanced(model);
        return result.source;
      }),
    );
}

/** Prepares each value for as long as it is told, and writes down what happens. */
export class Kitchen {
  /** `2 a` when `a` begins in frame 2, `2 a!` when it is aborted. */
  readonly log: string[] = [];
  active = 0;
  most = 0;
  /** The targets that were given, in the order of the calls. */
  readonly targets: (readonly TypedArray[])[] = [];

  /** @param times ms by value; others return at once */
  constructor(readonly times: Readonly<Record<string, number>> = {}) {}

  readonly prepare: Prepare<string, string | undefined> = (value, target, { index }) => {
    this.log.push(`${asyncScheduler.now()} ${value}`);
    this.targets.push(target);
    (target[0] as Float32Array).fill(index);
    const time = this.times[value];
    if (time === undefined) return value.toUpperCase();
    this.active += 1;
    this.most = Math.max(this.most, this.active);
    return new Observable<string>((subscriber) => {
      let isReady = false;
      subscriber.add(() => {
        this.active -= 1;
        if (!isReady) this.log.push(`${asyncScheduler.now()} ${value}!`);
      });
      return timer(time).subscribe(() => {
        isReady = true;
        subscriber.next(value.toUpperCase());
      });
    });
  };
}
