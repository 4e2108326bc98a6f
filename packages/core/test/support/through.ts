import { asyncScheduler, map, type Observable } from 'rxjs';
import { type InferConfig, infer, type Model } from '../../src/index.js';
import { assertBalanced } from '../../src/testing/index.js';

/** infer, reduced to what marbles can say: the value whose result came. The ledger is checked at every one. */
export function through<T>(model: Model, config: InferConfig<T> = {}) {
  return (source: Observable<T>) =>
    source.pipe(
      infer(model, { inputs: () => Float32Array.of(1), ...config }),
      map((result) => {
        assertBalanced(model);
        return result.source;
      }),
    );
}

/** What `onDrop` was called with, each as `value cause waited`. */
export function dropList() {
  const list: string[] = [];
  const onDrop = (value: string, cause: string, waited: number) => list.push(`${value} ${cause} ${waited}`);
  return { list, onDrop };
}

/** What an observable does, frame by frame, for what marbles have no room to say: `3 ab`, `5 |`, `5 # message`. */
export function timeline(source: Observable<string>): string[] {
  const lines: string[] = [];
  const add = (what: string) => {
    const last = lines.at(-1);
    const now = `${asyncScheduler.now()} `;
    if (last?.startsWith(now)) lines[lines.length - 1] = last + what;
    else lines.push(now + what);
  };
  source.subscribe({
    next: add,
    error: (error: Error) => add(`# ${error.message}`),
    complete: () => add('|'),
  });
  return lines;
}
