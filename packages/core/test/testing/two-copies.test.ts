// Two copies of this package in one process: an application and its device may each have one. Each copy has its own classes,
// and here also its own rxjs, so `instanceof` across copies is false.
import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { map, type Observable, range, VirtualTimeScheduler } from 'rxjs';
import type { Device, Model } from '../../src/index.js';
import type { VirtualDevice } from '../../src/testing/index.js';
import { casesOf, failureOf, laterScheduler } from './conformance/support/run-suite.js';
import { virtualSetup } from './conformance/support/virtual-setup.js';

async function load() {
  return {
    ...(await import('../../src/index.js')),
    ...(await import('../../src/testing/index.js')),
    Model: (await import('../../src/model/model.js')).Model,
  };
}

type Copy = Awaited<ReturnType<typeof load>>;

let application: Copy;
let library: Copy;

beforeAll(async () => {
  application = await load();
  await jest.isolateModulesAsync(async () => {
    library = await load();
  });
});

const one = () => Float32Array.of(1);

/** Runs the scheduler until the observable has ended. Resolves with its values and the code of its error. */
async function ended(results: Observable<number>, scheduler: VirtualTimeScheduler) {
  const values: number[] = [];
  const ending = new Promise<{ values: number[]; code?: unknown }>((resolve) => {
    results.subscribe({
      next: (value) => values.push(value),
      error: ({ code }) => resolve({ values, code }),
      complete: () => resolve({ values }),
    });
  });
  scheduler.flush();
  return ending;
}

describe('two copies of the package', () => {
  it('have classes of their own', () => {
    expect(library.AclError).not.toBe(application.AclError);
    expect(library.createVirtualDevice().createModel()).not.toBeInstanceOf(application.Model);
  });

  it('run an operator of one copy over a model of the other', async () => {
    const scheduler = new VirtualTimeScheduler();
    const model = library.createVirtualDevice({ serviceTime: 2, scheduler }).createModel({ instances: 2 });
    const results = range(6).pipe(
      application.infer(model, { inputs: one, callbackInterval: 2 }),
      map(({ source }) => source),
    );
    expect(await ended(results, scheduler)).toEqual({ values: [0, 1, 2, 3, 4, 5] });
    const pulled = application
      .inferFrom([6, 7, 8], model, { inputs: one, maxInFlight: 2 })
      .pipe(map(({ source }) => source));
    expect(await ended(pulled, scheduler)).toEqual({ values: [6, 7, 8] });
    application.assertSettled(model);
    library.assertSettled(model);
  });

  it('assert the ledger of a model of the other copy', () => {
    const scheduler = new VirtualTimeScheduler();
    const model = library.createVirtualDevice({ serviceTime: 2, scheduler }).createModel();
    range(3)
      .pipe(application.infer(model, { inputs: one }))
      .subscribe(() => application.assertBalanced(model));
    expect(() => application.assertSettled(model)).toThrow('3 are in flight, 3 slots are busy');
    scheduler.flush();
    application.assertSettled(model);
  });

  it.each([
    ['refused submissions', { submissions: { 1: 507011 } }, {}, { values: [0], code: 507011, executions: 4 }],
    [
      'refused submissions that are dropped',
      { submissions: { 1: 100000 } },
      { onFailure: 'drop' as const },
      { values: [0, 2, 3], executions: 4 },
    ],
    [
      'failures on the device',
      { inferences: { 2: 507015 } },
      {},
      { values: [0, 1], code: 507015, executions: 4 },
    ],
    [
      'failures on the device that are retried',
      { inferences: { 2: 507015 }, rebuilds: { 0: 507011 } },
      { onFailure: { retry: { count: 2 } } },
      { values: [0, 1, 2, 3], executions: 6 },
    ],
    ['a lost device', { deviceLost: 1 }, {}, { values: [0], code: 507010, executions: 4 }],
    [
      'lost callbacks',
      { callbacks: { lost: [1] } },
      {},
      { values: [0], code: 'ERR_CALLBACK_LOST', executions: 4 },
    ],
  ])('inject %s into a model of the other copy', async (_fault, plan, config, expected) => {
    const scheduler = new VirtualTimeScheduler();
    const device = application.withFaults(library.createVirtualDevice({ serviceTime: 2, scheduler }), plan);
    const model = device.createModel();
    const results = range(4).pipe(
      application.infer(model, { inputs: one, ...config }),
      map(({ source }) => source),
    );
    expect({ ...(await ended(results, scheduler)), executions: model.stats().executions }).toEqual(expected);
    void model.close();
    scheduler.flush();
    application.assertSettled(model);
  });

  it('inject faults into a model that the other copy loads asynchronously', async () => {
    const scheduler = new VirtualTimeScheduler();
    const virtual = library.createVirtualDevice({ scheduler });
    const device: Device & { loadModel(): Promise<Model> } = Object.assign(virtual, {
      loadModel: async () => virtual.createModel(),
    });
    const model = await application.withFaults(device, { submissions: { 0: 507011 } }).loadModel();
    const results = range(2).pipe(
      application.infer(model, { inputs: one, onFailure: 'drop' }),
      map(({ source }) => source),
    );
    expect(await ended(results, scheduler)).toEqual({ values: [1] });
  });

  it('pass the conformance suite of one copy with a device of the other', async () => {
    const scheduler = laterScheduler();
    const open = () => library.createVirtualDevice({ scheduler }) as VirtualDevice;
    const failures: string[] = [];
    for (const each of casesOf(virtualSetup(open))) {
      const failure = await failureOf(each, scheduler);
      if (failure !== undefined) failures.push(`${each.name}: ${failure}`);
    }
    expect(failures).toEqual([]);
  });
});
