import { lastValueFrom, map, type Observable, range, toArray } from 'rxjs';
import { infer } from '../../infer.js';
import type { InferConfig } from '../../infer-config.js';
import type { InferResult } from '../../infer-result.js';
import type { Model } from '../../model.js';
import type { Device } from '../../port.js';
import { assertBalanced } from '../assert-balanced.js';
import { assertSettled } from '../assert-settled.js';
import { same } from './runner.js';

/** One case's device, and what it does with models on it. */
export class Bench {
  constructor(
    readonly device: Device,
    /** A model on a device: the case's own, or it in another guise. */
    readonly load: (options?: { slots?: number; instances?: number; device?: Device }) => Promise<Model>,
  ) {}

  /** Resolves when everything that the scheduler was to do at once has been done. */
  readonly turn = (): Promise<void> =>
    new Promise((resolve) => {
      this.device.scheduler.schedule(() => resolve());
    });

  /** What to give for a number: a tensor full of it. */
  static input(model: Model): (n: number) => Float32Array {
    const length = (model.inputs[0]?.bytes ?? 0) / Float32Array.BYTES_PER_ELEMENT;
    return (n) => new Float32Array(length).fill(n);
  }

  /** infer over numbers; each result is checked, and the ledger at each. Gives the numbers. */
  static run(model: Model, source: Observable<number>, config: InferConfig<number> = {}): Observable<number> {
    return source.pipe(infer(model, { inputs: Bench.input(model), ...config }), (results) =>
      checked(model, results),
    );
  }

  /** Runs numbers from 0 to `count - 1`, and waits for the end. */
  static all(model: Model, count: number, config: InferConfig<number> = {}): Promise<number[]> {
    return lastValueFrom(Bench.run(model, range(count), config).pipe(toArray()));
  }

  /** What an observable ends with: its error, or undefined. */
  static ending(source: Observable<unknown>): Promise<unknown> {
    return new Promise((resolve) => {
      source.subscribe({ error: resolve, complete: () => resolve(undefined) });
    });
  }

  /** After any ending: everything the device still had has come back once other work has gone through it. */
  static async settled(model: Model): Promise<void> {
    same(await Bench.all(model, 20, { maxInFlight: 1 }), numbers(20), 'work after an early end');
    assertSettled(model);
  }
}

/** From 0 to `count - 1`. */
export function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, n) => n);
}

function checked(model: Model, results: Observable<InferResult<number>>): Observable<number> {
  const name = model.outputs[0]?.name ?? '';
  return results.pipe(
    map(({ source, outputs, timing }) => {
      assertBalanced(model);
      const data = outputs[name]?.data as Float32Array;
      same([data[0], data.at(-1)], [source, source], `output for ${source}`);
      const { total, ...parts } = timing;
      const sum = Object.values(parts).reduce((a, b) => a + b, 0);
      // Written so that NaN does not pass.
      const isGood = Math.abs(sum - total) <= 1e-3 && Object.values(parts).every((part) => part >= 0);
      if (!isGood) {
        throw new Error(`The parts of the timing do not make its total: ${JSON.stringify(timing)}`);
      }
      return source;
    }),
  );
}
