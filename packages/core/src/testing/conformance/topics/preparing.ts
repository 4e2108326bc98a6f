// Inputs that are written into memory of the pipeline while their value has a slot.
import { lastValueFrom, map, NEVER, type Observable, range, startWith, toArray } from 'rxjs';
import { infer } from '../../../infer/infer.js';
import type { Model } from '../../../model/model.js';
import type { InferConfigWithPrepare } from '../../../options/infer-config.js';
import type { Prepare } from '../../../options/prepare.js';
import { assertSettled } from '../../assertions/assert-settled.js';
import { withFaults } from '../../faults/with-faults.js';
import { assertEqual } from '../harness/assert-equal.js';
import { injectedCode } from '../harness/codes.js';
import type { ConformanceCase } from '../harness/conformance-case.js';
import { assertSettledAfterMoreWork, numbers } from '../harness/run-numbers.js';

type Config = Omit<InferConfigWithPrepare<number, number>, 'prepare' | 'inputs'>;

/** Runs numbers that are prepared, and checks the outputs. */
function runPrepared(
  model: Model,
  source: Observable<number>,
  prepare: Prepare<number, number>,
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

const fill: Prepare<number, number> = (n, [target]) => {
  (target as Float32Array).fill(n);
  return 2 * n;
};

export const preparing: readonly ConformanceCase[] = [
  [
    'inputs that are prepared at once or later have their own outputs, in order',
    async ({ load, nextTurn }) => {
      const model = await load({ slots: 5 });
      let active = 0;
      let most = 0;
      let open = () => {};
      const allPlacesTaken = new Promise<void>((resolve) => {
        open = resolve;
      });
      const prepare = async (...call: Parameters<typeof fill>) => {
        active += 1;
        most = Math.max(most, active);
        if (active === 3) open();
        await allPlacesTaken;
        // Some take longer than others.
        for (let turn = call[0] % 3; turn > 0; turn -= 1) await nextTurn();
        active -= 1;
        return (await fill(...call)) as number;
      };
      for (const each of [fill, prepare]) {
        const results = runPrepared(model, range(60), each, { maxPreparing: 3, callbackInterval: 2 });
        assertEqual(await lastValueFrom(results.pipe(toArray())), numbers(60), 'results');
      }
      assertEqual(most, 3, 'prepared at once');
      await assertSettledAfterMoreWork(model);
    },
  ],
  [
    'an input that cannot be prepared never reaches the device',
    async ({ load }) => {
      const model = await load();
      const prepare = async (...call: Parameters<typeof fill>) => {
        if (call[0] % 2 === 1) throw new Error('odd');
        return (await fill(...call)) as number;
      };
      const results = runPrepared(model, range(10), prepare, { onFailure: 'drop' });
      assertEqual(await lastValueFrom(results.pipe(toArray())), [0, 2, 4, 6, 8], 'results');
      assertEqual(model.stats().executions, 5, 'executions');
      assertSettled(model);
    },
  ],
  [
    'a retry has the inputs that were prepared before',
    async ({ device, load }) => {
      const faults = { submissions: { 1: injectedCode, 4: injectedCode } };
      const model = await load({ device: withFaults(device, faults) });
      let calls = 0;
      const prepare = async (...call: Parameters<typeof fill>) => {
        calls += 1;
        return (await fill(...call)) as number;
      };
      const config = { onFailure: { retry: { count: 2 } } };
      const results = runPrepared(model, range(8), prepare, config);
      assertEqual(await lastValueFrom(results.pipe(toArray())), numbers(8), 'results');
      assertEqual(calls, 8, 'calls of prepare');
      assertSettled(model);
    },
  ],
  [
    'unsubscribing while an input is prepared frees its slot at once',
    async ({ load, nextTurn }) => {
      const model = await load({ slots: 1 });
      let aborted = false;
      const prepare: Prepare<number, number> = (_n, _target, { signal }) => {
        const handleEvent = () => {
          aborted = true;
        };
        signal.addEventListener('abort', { handleEvent });
        return NEVER;
      };
      const subscription = runPrepared(model, NEVER.pipe(startWith(0)), prepare).subscribe();
      await nextTurn();
      assertEqual(model.busySlots, 1, 'busy slots');
      subscription.unsubscribe();
      assertEqual([model.busySlots, aborted], [0, true], 'busy slots, and whether the signal is aborted');
      await assertSettledAfterMoreWork(model);
    },
  ],
];
