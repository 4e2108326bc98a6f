// What pipelines over the embedded runtime do while a test has installed fake timers. Each function opens a device of its own.
import { InferTimeoutError, infer, type Model } from '@ascend-rx/core';
import type { DeviceOptions } from '@ascend-rx/native';
import { expect, jest } from '@jest/globals';
import {
  asyncScheduler,
  concat,
  firstValueFrom,
  lastValueFrom,
  map,
  NEVER,
  of,
  range,
  take,
  tap,
  toArray,
} from 'rxjs';
import { failingIdentity } from '../support/models.js';
import { TemporaryFolder } from '../support/temporary-folder.js';

type Native = typeof import('@ascend-rx/native');

const inputs = (n: number) => new Float32Array(16).fill(n);

async function withModel(
  { openDevice }: Native,
  options: DeviceOptions,
  body: (model: Model) => Promise<void>,
): Promise<void> {
  const folder = new TemporaryFolder();
  const device = await openDevice({ library: 'embedded', ...options });
  try {
    await body(await device.loadModel(folder.write('model.onnx', failingIdentity())));
  } finally {
    await device.close();
    folder.remove();
  }
}

/** Nothing of the engine waits for a fake timer: groups of any size, delays of options, rebuilds. Nobody moves the timers. */
export function completesByItself(native: Native): Promise<void> {
  return withModel(native, {}, async (model) => {
    // Of 20 executions at interval 20, the last ones and their callback wait for a microtask of the engine.
    const runs = [0, 1, 20, 64].flatMap((callbackInterval) =>
      [20, 200].map((count) => ({ callbackInterval, count })),
    );
    for (const { callbackInterval, count } of runs) {
      const results$ = range(count).pipe(
        infer(model, { inputs, callbackInterval }),
        map(({ outputs }) => outputs.y?.data[0]),
        toArray(),
      );
      expect(await lastValueFrom(results$)).toEqual(Array.from({ length: count }, (_, n) => n));
    }
    const open$ = concat(range(3), NEVER);
    const partial$ = open$.pipe(
      infer(model, { inputs, callbackInterval: 8, maxCallbackDelay: 5 }),
      take(3),
      toArray(),
    );
    expect(await lastValueFrom(partial$)).toHaveLength(3);
    const late$ = open$.pipe(infer(model, { inputs, callbackInterval: 8, timeout: 5 }));
    await expect(firstValueFrom(late$)).rejects.toBeInstanceOf(InferTimeoutError);
    // A number below -1 fails on the device: the instance is rebuilt, at once and then after 100 ms.
    const retry = { count: 1, delay: 5 };
    const failing$ = of(-5).pipe(infer(model, { inputs, onFailure: { retry, then: 'drop' } }), toArray());
    expect(await lastValueFrom(failing$)).toEqual([]);
    expect(
      await lastValueFrom(
        of(7).pipe(
          infer(model, { inputs }),
          map(({ source }) => source),
        ),
      ),
    ).toBe(7);
  });
}

/** Time that a test pretends to have passed is no time of the device: no delay ends by it, and no timing shows it. */
export function ignoresPretendedTime(native: Native, pretend: () => void): Promise<void> {
  return withModel(native, {}, async (model) => {
    const source$ = concat(range(30).pipe(tap((n) => n === 10 && pretend())), NEVER);
    const results$ = source$.pipe(
      infer(model, { inputs, callbackInterval: 10, timeout: 3_600_000, maxStaleness: 3_600_000 }),
      map(({ timing }) => timing),
      take(30),
      toArray(),
    );
    for (const { total, ...parts } of await lastValueFrom(results$)) {
      expect(Math.min(...Object.values(parts))).toBeGreaterThanOrEqual(0);
      expect(Object.values(parts).reduce((sum, part) => sum + part, 0)).toBeCloseTo(total, 6);
      expect(total).toBeLessThan(3_600_000);
      // The moments that the device measured are on the scheduler's clock, so that they split the time.
      expect(parts.callbackWait).toBeGreaterThan(0);
    }
  });
}

/** With rxjs' own scheduler, which uses the globals, a test moves the delays of options. */
export function obeysWithAsyncScheduler(native: Native): Promise<void> {
  return withModel(native, { scheduler: asyncScheduler }, async (model) => {
    const out: unknown[] = [];
    const subscription = concat(of(1), NEVER)
      .pipe(infer(model, { inputs, callbackInterval: 8, timeout: 1000 }))
      .subscribe({ error: (error) => out.push(error) });
    expect(out).toEqual([]);
    // Date goes on by itself with legacy timers: a few ms may have passed between the start and the timer.
    jest.advanceTimersByTime(500);
    expect(out).toEqual([]);
    jest.advanceTimersByTime(500);
    expect(out).toEqual([expect.any(InferTimeoutError)]);
    subscription.unsubscribe();
  });
}
