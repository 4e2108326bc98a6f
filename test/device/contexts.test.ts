// AsyncLocalStorage over the embedded runtime: whoever opened the device, each caller finds its own store.
import { AsyncLocalStorage, createHook } from 'node:async_hooks';
import { infer, inferFrom, type Model } from '@ascend-rx/core';
import { type Device, openDevice } from '@ascend-rx/native';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  finalize,
  from,
  interval,
  lastValueFrom,
  type Observable,
  of,
  range,
  take,
  tap,
  toArray,
} from 'rxjs';
import { lookup } from '../support/models.js';
import { TemporaryFolder } from '../support/temporary-folder.js';

const user = new AsyncLocalStorage<string>();
const folder = new TemporaryFolder();
let device: Device;
let model: Model;

beforeAll(() =>
  user.run('operator', async () => {
    device = await openDevice({ library: 'embedded' });
    expect(user.getStore()).toBe('operator');
    model = await device.loadModel(folder.write('lookup.onnx', lookup()), { slots: 4, instances: 2 });
    expect(user.getStore()).toBe('operator');
  }),
);
afterAll(() =>
  user.run('operator', async () => {
    await device.close();
    expect(user.getStore()).toBe('operator');
    folder.remove();
  }),
);

/** Looks up numbers, of which those above 3 fail on the device, and notes the stores of everything that is called. */
async function storesOf(source: Observable<number>): Promise<Set<string | undefined>> {
  const stores = new Set<string | undefined>();
  const note = () => void stores.add(user.getStore());
  const results = source.pipe(
    finalize(note),
    infer(model, {
      inputs: (n) => {
        note();
        return BigInt64Array.of(BigInt(n));
      },
      order: note,
      callbackInterval: 2,
      maxCallbackDelay: 5,
      timeout: 10_000,
      onFailure: () => {
        note();
        return 'drop';
      },
      onDrop: note,
      recorder: { on: note },
    }),
    tap({ next: note, complete: note }),
    toArray(),
  );
  await lastValueFrom(results);
  note();
  return stores;
}

describe('AsyncLocalStorage', () => {
  it('has the store of the caller, for callers who share a model and its slots', async () => {
    const names = Array.from({ length: 8 }, (_, n) => `caller ${n}`);
    const stores = await Promise.all(
      // Two of them have a value that fails, with whatever the others have on the same execution stream.
      names.map((name, n) => {
        const numbers = Array.from({ length: 40 }, (_, i) => (n < 2 && i === 7 ? 9 : i % 4));
        return user.run(name, () => storesOf(from(numbers)));
      }),
    );
    expect(stores).toEqual(names.map((name) => new Set([name])));
  });

  it('has it when values come from timers, and when the source is read', async () => {
    const timed = user.run('timer', () => storesOf(interval(1).pipe(take(4))));
    const read = user.run('reader', async () => {
      const stores = new Set<string | undefined>();
      async function* numbers() {
        for (let n = 0n; n < 20n; n += 1n) {
          stores.add(user.getStore());
          yield BigInt64Array.of(n % 4n);
        }
      }
      await lastValueFrom(inferFrom(numbers(), model, { maxInFlight: 2 }));
      return stores;
    });
    expect(await Promise.all([timed, read])).toEqual([new Set(['timer']), new Set(['reader'])]);
  });

  it('has it in calls of run, which share a runner', async () => {
    const runner = model.runner<number>({
      inputs: (n) => {
        expect(user.getStore()).toBe(`caller ${n}`);
        return BigInt64Array.of(BigInt(n % 4));
      },
    });
    const stores = await Promise.all(
      Array.from({ length: 200 }, (_, n) =>
        user.run(`caller ${n}`, async () => {
          await runner.run(n);
          return user.getStore();
        }),
      ),
    );
    expect(stores).toEqual(stores.map((_, n) => `caller ${n}`));
    await runner.close();
  });

  it('has it in events$ and stats$, while nobody else is told in it', async () => {
    const store = await user.run('watcher', () => {
      const told = new Promise((resolve) => {
        model.events$.pipe(take(1)).subscribe(() => resolve(user.getStore()));
      });
      return user.run('caller', async () => {
        await storesOf(of(9));
        return told;
      });
    });
    expect(store).toBe('watcher');
  });

  it('costs one asynchronous resource per subscription', async () => {
    const types: string[] = [];
    const hook = createHook({ init: (_id, type) => void (type.startsWith('AscendRx') && types.push(type)) });
    hook.enable();
    await storesOf(range(0, 4));
    hook.disable();
    expect(types).toEqual(['AscendRxPipeline']);
  });
});
