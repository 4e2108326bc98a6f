import { map, type Observable } from 'rxjs';
import { infer } from '../../../infer/infer.js';
import type { Model } from '../../../model/model.js';
import type { InferConfigWithPrepare } from '../../../options/infer-config.js';
import type { Prepare } from '../../../options/prepare.js';
import { assertEqual } from './assert-equal.js';

/** `prepare` for numbers. */
export type PrepareNumber = Prepare<number, number>;

type Config = Omit<InferConfigWithPrepare<number, number>, 'prepare' | 'inputs'>;

/** Writes the number into all elements, and gives its double. */
export function fill(n: number, [target]: Parameters<PrepareNumber>[1]): number {
  (target as Float32Array).fill(n);
  return 2 * n;
}

/** Runs numbers that are prepared, and checks the outputs. `prepare` gives what {@link fill} gives. */
export function runPrepared(
  model: Model,
  source: Observable<number>,
  prepare: PrepareNumber,
  config: Config = {},
): Observable<number> {
  const name = model.outputs[0]?.name ?? '';
  return source.pipe(
    infer(model, { ...config, prepare }),
    map(({ source: n, outputs, prepared, timing }) => {
      const data = outputs[name]?.data as Float32Array;
      assertEqual([data[0], data.at(-1), prepared], [n, n, 2 * n], `output for ${n}`);
      const { total, ...parts } = timing;
      const sum = Object.values(parts).reduce((a, b) => a + b, 0);
      assertEqual(Math.abs(sum - total) <= 1e-3, true, 'the parts of the timing sum up to its total');
      return n;
    }),
  );
}

/** Something that `prepare` waits for until the case opens it. */
export interface Gate {
  readonly opened: Promise<void>;
  open(): void;
}

/** A gate that is closed. */
export function gate(): Gate {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open: () => open() };
}

/** `prepare` that fills the inputs when the gate has been opened. */
export function fillAfter({ opened }: Gate): PrepareNumber {
  return async (n, target) => {
    await opened;
    return fill(n, target);
  };
}
