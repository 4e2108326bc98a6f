// Subscribers that throw, on the embedded runtime: whoever shares the model goes on, and the model can be closed.

import { infer, type Model } from '@ascend-rx/core';
import { assertSettled } from '@ascend-rx/core/testing';
import { type Device, openDevice } from '@ascend-rx/native';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  finalize,
  lastValueFrom,
  map,
  NEVER,
  type Observable,
  of,
  Subscriber,
  startWith,
  toArray,
} from 'rxjs';
import { lookup } from '../support/models.js';
import { TemporaryFolder } from '../support/temporary-folder.js';
import { UnhandledErrors } from '../support/unhandled-errors.js';

const unhandled = new UnhandledErrors();
const folder = new TemporaryFolder();
let device: Device;
let model: Model;

beforeAll(async () => {
  device = await openDevice({ library: 'embedded' });
});
beforeEach(async () => {
  model = await device.loadModel(folder.write('lookup.onnx', lookup()), { slots: 8 });
});
afterAll(async () => {
  await device.close();
  folder.remove();
});

/** Looks numbers up; the results are ten times the numbers from 0 to 3. Other numbers fail on the device. */
const looked = (source: Observable<number>, callbackInterval: number) =>
  source.pipe(
    infer(model, { inputs: (n) => BigInt64Array.of(BigInt(n)), callbackInterval }),
    map(({ outputs }) => outputs.y?.data[0]),
  );

class Throwing extends Subscriber<unknown> {
  constructor(readonly method: 'next' | 'error' | 'complete') {
    super();
    this[method] = () => {
      if (method !== 'next') this.unsubscribe();
      throw new Error('mine');
    };
  }
}

const subscribers: [string, (results: Observable<unknown>) => void, string][] = [
  [
    'finalize',
    (results) =>
      results
        .pipe(
          finalize(() => {
            throw new Error('mine');
          }),
        )
        .subscribe({ error: () => {} }),
    'teardown: mine',
  ],
  ['complete', (results) => results.subscribe(new Throwing('complete')), 'mine'],
  ['next', (results) => results.subscribe(new Throwing('next')), 'mine'],
];

describe.each(subscribers)('a subscriber that throws in %s', (_what, subscribe, message) => {
  it.each([1, 2, 0])('leaves the model to the other pipeline, at interval %i', async (callbackInterval) => {
    const numbers = Array.from({ length: 40 }, (_, n) => n % 4);
    const other = lastValueFrom(looked(of(...numbers), callbackInterval).pipe(toArray()));
    subscribe(looked(of(1, 2, 3), callbackInterval));
    await expect(other).resolves.toEqual(numbers.map((n) => 10 * n));
    await unhandled.reported(1);
    expect(unhandled.messages).toEqual([message]);
    await expect(lastValueFrom(looked(of(3), 1))).resolves.toBe(30);
    assertSettled(model);
    await model.close();
  });
});

it.each(subscribers.slice(0, 1))(
  'an instance that has failed is rebuilt although a subscriber throws in %s',
  async (_what, subscribe, message) => {
    const other = lastValueFrom(looked(NEVER.pipe(startWith(1)), 4)).catch((error: unknown) => error);
    subscribe(looked(NEVER.pipe(startWith(7)), 1));
    NEVER.pipe(startWith(2), (source) => looked(source, 4)).subscribe(new Throwing('error'));
    await expect(other).resolves.toMatchObject({ code: 507011 });
    await expect(lastValueFrom(looked(of(3), 1))).resolves.toBe(30);
    await unhandled.reported(2);
    expect([...unhandled.messages].sort()).toEqual(['mine', message].sort());
    assertSettled(model);
    await model.close();
  },
);

it('groups that are reported together are all handled, whatever an event listener throws of the first', async () => {
  class Bad extends Subscriber<unknown> {
    override next(): void {
      throw new Error('mine');
    }
  }
  model.dropped$.subscribe(new Bad());
  model.events$.subscribe(new Bad());
  const results = of(1, 2, 9, 3).pipe(
    infer(model, { inputs: (n) => BigInt64Array.of(BigInt(n)), onFailure: 'drop' }),
    toArray(),
  );
  expect((await lastValueFrom(results)).length).toBeLessThan(4);
  await unhandled.reported(1);
  expect(new Set(unhandled.messages)).toEqual(new Set(['mine']));
  await expect(lastValueFrom(looked(of(3), 1))).resolves.toBe(30);
  await model.close();
  assertSettled(model);
});
