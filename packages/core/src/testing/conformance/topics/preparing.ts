// Inputs that are written into memory of the pipeline while their value has a slot.
import { lastValueFrom, NEVER, of, range, startWith, tap, toArray } from 'rxjs';
import { assertSettled } from '../../assertions/assert-settled.js';
import { withFaults } from '../../faults/with-faults.js';
import { assertEqual } from '../harness/assert-equal.js';
import { codeOf, injectedCode } from '../harness/codes.js';
import type { ConformanceCase } from '../harness/conformance-case.js';
import { assertSettledAfterMoreWork, errorOf, numbers } from '../harness/run-numbers.js';
import { fill, fillAfter, gate, type PrepareNumber, runPrepared } from '../harness/run-prepared.js';

export const preparing: readonly ConformanceCase[] = [
  [
    'inputs that are prepared at once or later have their own outputs, in order',
    async ({ load, nextTurn }) => {
      const model = await load({ slots: 5 });
      let active = 0;
      let most = 0;
      const allPlaces = gate();
      const prepare: PrepareNumber = async (n, target) => {
        active += 1;
        most = Math.max(most, active);
        if (active === 3) allPlaces.open();
        await allPlaces.opened;
        // Some take longer than others.
        for (let turn = n % 3; turn > 0; turn -= 1) await nextTurn();
        active -= 1;
        return fill(n, target);
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
      const prepare: PrepareNumber = async (n, target) => {
        if (n % 2 === 1) throw new Error('odd');
        return fill(n, target);
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
      const prepare: PrepareNumber = async (n, target) => {
        calls += 1;
        return fill(n, target);
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
      const prepare: PrepareNumber = (_n, _target, { signal }) => {
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
  [
    'an input whose preparation takes longer than timeout fails, frees its slot, and never reaches the device',
    async ({ load, nextTurn }) => {
      const model = await load({ slots: 1 });
      const late = gate();
      let signal: { readonly aborted: boolean } | undefined;
      const prepare: PrepareNumber = (...call) => {
        signal = call[2].signal;
        return fillAfter(late)(...call);
      };
      let seen: unknown;
      const onFailure = ({ error, attempts }: { error: unknown; attempts: number }) => {
        seen = [codeOf(error), attempts, signal?.aborted, model.busySlots];
        return 'drop' as const;
      };
      const results = runPrepared(model, of(0), prepare, { timeout: 5, onFailure });
      assertEqual(await lastValueFrom(results.pipe(toArray())), [], 'results');
      assertEqual(seen, ['ERR_TIMEOUT', 0, true, 0], 'code, attempts, an aborted signal, and busy slots');
      // Nobody wants what comes now.
      late.open();
      await nextTurn();
      assertEqual(model.stats().executions, 0, 'executions');
      await assertSettledAfterMoreWork(model);
    },
  ],
  [
    'an input that is being prepared when its instance fails is prepared once, and has the first slot of the next one',
    async ({ device, load, nextTurn }) => {
      const faults = { inferences: { 0: injectedCode } };
      const model = await load({ slots: 2, device: withFaults(device, faults) });
      const calls: number[] = [];
      const rebuilt = gate();
      const afterwards = gate();
      const prepare: PrepareNumber = async (n, target) => {
        calls.push(n);
        if (n === 2) rebuilt.open();
        if (n > 0) await afterwards.opened;
        return fill(n, target);
      };
      // The execution of 0 fails on the device while 1 is being prepared. The others wait for a slot.
      const first = runPrepared(model, range(2), prepare, { onFailure: 'drop' });
      const others = [2, 3].map((n) => runPrepared(model, of(n), prepare));
      const all = [first, ...others].map((results) => lastValueFrom(results.pipe(toArray())));
      const ended = Promise.all(all);
      // What ends a pipeline early fails the case.
      await Promise.race([rebuilt.opened, ended]);
      await nextTurn();
      // One of the two slots is that of 1.
      assertEqual([calls, model.busySlots], [[0, 1, 2], 2], 'calls of prepare, and busy slots');
      afterwards.open();
      assertEqual(await ended, [[1], [2], [3]], 'results');
      assertEqual(calls, numbers(4), 'calls of prepare');
      await assertSettledAfterMoreWork(model);
    },
  ],
  [
    'closing a model finishes what is being prepared, and cancels what waits',
    async ({ load }) => {
      const model = await load();
      const afterwards = gate();
      const seen: number[] = [];
      const results = runPrepared(model, range(10), fillAfter(afterwards), { maxPreparing: 3 });
      const ending = errorOf(results.pipe(tap((n) => seen.push(n))));
      const closed = model.close();
      afterwards.open();
      assertEqual([codeOf(await ending), seen], ['ERR_CLOSED', [0, 1, 2]], 'error and results');
      await closed;
      assertEqual(model.stats().ledger.cancelled, 7, 'cancelled');
      assertSettled(model);
    },
  ],
  [
    'closing the device finishes what is being prepared',
    async ({ device, load }) => {
      const model = await load();
      const afterwards = gate();
      const config = { maxPreparing: 4, callbackInterval: 3 };
      const results = runPrepared(model, range(4), fillAfter(afterwards), config).pipe(toArray());
      const ended = lastValueFrom(results);
      const closed = device.close();
      afterwards.open();
      assertEqual(await ended, numbers(4), 'results');
      await closed;
      assertSettled(model);
    },
  ],
];
