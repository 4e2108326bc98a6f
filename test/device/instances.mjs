// A program with faults of its own, which are fixed for a process, over a model of several instances.
// Arguments: MODEL, then as JSON `openDevice` options, `loadModel` options, `infer` options, and the type of event to
// wait for between two runs of twenty inferences. Prints what came of them.
import { infer } from '@ascend-rx/core';
import { openDevice } from '@ascend-rx/native';
import {
  asapScheduler,
  catchError,
  filter,
  firstValueFrom,
  lastValueFrom,
  map,
  of,
  range,
  toArray,
} from 'rxjs';

const [file, deviceOptions, loadOptions, config, awaited] = process.argv.slice(2);
const summary = (error) => ({ error: { name: error.name, code: error.code, message: error.message } });

// Rebuilds come at once: what is waited for is what happens, not time.
const scheduler = {
  now: () => performance.now(),
  schedule: (work, _delay, state) => asapScheduler.schedule(work, 0, state),
};

const device = await openDevice({ ...JSON.parse(deviceOptions), scheduler });
const load = () => device.loadModel(file, JSON.parse(loadOptions));
let refused;
const model = await load().catch((error) => {
  refused = summary(error);
  return load();
});
const events = [];
model.events$.subscribe(({ type, instance }) => events.push({ type, instance }));
const happened = awaited && firstValueFrom(model.events$.pipe(filter(({ type }) => type === awaited)));
const run = () =>
  lastValueFrom(
    range(20).pipe(
      infer(model, {
        inputs: (n) => new Float32Array(model.inputs[0].bytes / 4).fill(n),
        ...JSON.parse(config),
      }),
      map(({ outputs }) => outputs.y.data[0]),
      toArray(),
      catchError((error) => of(summary(error))),
    ),
  );
const first = await run();
await happened;
const second = await run();
const { ledger, executions } = model.stats();
await device.close();
console.log(JSON.stringify({ refused, first, second, events, ledger, executions }));
