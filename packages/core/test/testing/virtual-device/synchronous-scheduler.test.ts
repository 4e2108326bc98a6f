// A virtual device on a scheduler that runs work inside of `schedule`.
import { describe, expect, it } from '@jest/globals';
import { lastValueFrom, map, of, queueScheduler, type SchedulerLike, Subscription, toArray } from 'rxjs';
import { AscendRxError, type InferConfig, infer, type Model } from '../../../src/index.js';
import {
  assertSettled,
  createVirtualDevice,
  describeDevice,
  withFaults,
} from '../../../src/testing/index.js';
import { virtualSetup } from '../conformance/support/virtual-setup.js';

/** Without any queue: what has no delay runs at once. */
const immediateScheduler: SchedulerLike = {
  now: () => queueScheduler.now(),
  schedule: (work, delay = 0, state) => {
    if (delay > 0) return queueScheduler.schedule(work as never, delay, state);
    work.call({ schedule: () => Subscription.EMPTY } as never, state as never);
    return Subscription.EMPTY;
  },
};

describeDevice(
  'the virtual device on queueScheduler',
  virtualSetup(() => createVirtualDevice({ scheduler: queueScheduler })),
);

describe.each<[string, SchedulerLike]>([
  ['queueScheduler', queueScheduler],
  ['a scheduler that runs everything at once', immediateScheduler],
])('a virtual device on %s', (_name, scheduler) => {
  const run = (model: Model, config: InferConfig<number> = {}) =>
    of(1, 2, 3, 4).pipe(
      infer(model, { inputs: (n) => Float32Array.of(n), ...config }),
      map(({ source }) => source),
      toArray(),
    );

  it.each<[string, InferConfig<number>]>([
    ['no options', {}],
    ['groups that time closes at once', { callbackInterval: 3, maxCallbackDelay: 0 }],
    ['no callbacks', { callbackInterval: 0 }],
    ['batches that wait for no time', { batchSize: 2, maxQueueDelay: 0 }],
    ['a retry at once', { onFailure: { retry: { count: 2 } } }],
  ])('gives all results in order, with %s', async (_what, config) => {
    const device = withFaults(createVirtualDevice({ scheduler }), { inferences: { 1: 507011 } });
    const model = device.createModel({ gears: [1, 2], slots: 3 });
    await expect(
      lastValueFrom(run(model, { onFailure: { retry: { count: 1 } }, ...config })),
    ).resolves.toEqual([1, 2, 3, 4]);
    assertSettled(model);
    await device.close();
  });

  it('finds out at once what is late or stale', async () => {
    const model = createVirtualDevice({ scheduler }).createModel({ slots: 1 });
    await expect(lastValueFrom(run(model, { timeout: 0 }))).rejects.toMatchObject({ code: 'ERR_TIMEOUT' });
    // How many come in time is the clock's affair. None is lost, and none waits.
    const stale: unknown[] = [];
    const onDrop = (value: unknown, cause: string) => stale.push(cause === 'stale' ? value : cause);
    const inTime = await lastValueFrom(run(model, { maxStaleness: 0, onDrop }));
    expect([...inTime, ...stale].sort()).toEqual([1, 2, 3, 4]);
    await model.close();
    assertSettled(model);
    await expect(lastValueFrom(run(model))).rejects.toBeInstanceOf(AscendRxError);
  });
});

it('a virtual device gives its results within the work of queueScheduler that asks for them', () => {
  const model = createVirtualDevice({ scheduler: queueScheduler }).createModel();
  const seen: number[] = [];
  queueScheduler.schedule(() => {
    of(1, 2)
      .pipe(infer(model, { inputs: (n) => Float32Array.of(n) }))
      .subscribe(({ source }) => seen.push(source));
    expect(seen).toEqual([]);
  });
  expect(seen).toEqual([1, 2]);
  assertSettled(model);
});
