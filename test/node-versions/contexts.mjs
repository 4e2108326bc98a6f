// The contexts of callers, on the version of Node that runs this: node contexts.mjs FOLDER. Prints one line of JSON. The
// folder has a model that gives its input back.
import { AsyncLocalStorage } from 'node:async_hooks';
import { join } from 'node:path';
import { infer } from '@ascend-rx/core';
import { createVirtualDevice } from '@ascend-rx/core/testing';
import { openDevice } from '@ascend-rx/native';
import { lastValueFrom, range, Subject, tap } from 'rxjs';

const [, , folder = ''] = process.argv;
/** @type {AsyncLocalStorage<string>} */
const user = new AsyncLocalStorage();
const names = ['a', 'b', 'c'];

/** @param {import('@ascend-rx/core').Model} model */
async function storesOf(model) {
  const [info] = model.inputs;
  const tensor = (/** @type {number} */ n) => new Float32Array((info?.bytes ?? 0) / 4).fill(n);
  const pipelines = names.map((name) =>
    user.run(name, async () => {
      const stores = new Set();
      const note = () => void stores.add(user.getStore());
      const inputs = (/** @type {number} */ n) => {
        note();
        // Does not fit: it fails, and is dropped.
        return n === 5 ? new Float32Array(0) : tensor(n);
      };
      const onFailure = () => {
        note();
        return /** @type {const} */ ('drop');
      };
      const config = { inputs, callbackInterval: 2, order: note, onFailure, onDrop: note };
      await lastValueFrom(range(10).pipe(infer(model, config), tap(note)));
      note();
      return [...stores];
    }),
  );
  const runner = model.runner({
    inputs: (/** @type {string} */ name) => tensor(user.getStore() === name ? 1 : 0),
  });
  const calls = names.map((name) => user.run(name, () => runner.run(name)));
  const right = (await Promise.all(calls)).map(({ outputs }) => Object.values(outputs)[0]?.data[0]);
  return { pipelines: await Promise.all(pipelines), calls: right };
}

/** The store of `inputs` of a pipeline of `outer`, for a value that is pushed inside of `run('inner')`. */
function pushedInside() {
  const source$ = new Subject();
  /** @type {(string | undefined)[]} */
  const stores = [];
  const inputs = () => {
    stores.push(user.getStore());
    return Float32Array.of(1);
  };
  const model = createVirtualDevice().createModel();
  user.run('outer', () => {
    let isFirst = true;
    const again = () => {
      if (!isFirst) return;
      isFirst = false;
      user.run('inner', () => source$.next(2));
      source$.complete();
    };
    source$.pipe(infer(model, { inputs })).subscribe(again);
  });
  return new Promise((resolve) => {
    source$.subscribe({ complete: () => resolve(stores) });
    source$.next(1);
  });
}

const device = await openDevice({ library: 'embedded' });
console.log(
  JSON.stringify({
    major: Number.parseInt(process.versions.node, 10),
    native: await storesOf(await device.loadModel(join(folder, 'identity.onnx'))),
    virtual: await storesOf(createVirtualDevice().createModel()),
    pushed: await pushedInside(),
  }),
);
await device.close();
