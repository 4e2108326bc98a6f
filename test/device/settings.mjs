// A program with settings of its own for the embedded runtime, which are fixed for a process.
// Arguments: MODEL, then `openDevice` options as JSON, one set per device. Prints what came of ten inferences on each.
import { infer } from '@ascend-rx/core';
import { openDevice } from '@ascend-rx/native';
import { catchError, lastValueFrom, map, of, range, toArray } from 'rxjs';

const [file, ...devices] = process.argv.slice(2);
const summary = (error) => ({ error: { name: error.name, code: error.code, message: error.message } });

for (const options of devices) {
  let outcome;
  try {
    const device = await openDevice(JSON.parse(options));
    const model = await device.loadModel(file);
    const results$ = range(10).pipe(
      infer(model, {
        inputs: (n) => new Float32Array(model.inputs[0].bytes / 4).fill(n),
        callbackInterval: 2,
      }),
      map(({ outputs }) => outputs.y.data[0]),
      toArray(),
      catchError((error) => of(summary(error))),
    );
    const first = await lastValueFrom(results$);
    const second = await lastValueFrom(results$);
    const { ledger, callbacks } = model.stats();
    outcome = { first, second, ledger, callbacks };
    await device.close();
  } catch (error) {
    outcome = summary(error);
  }
  console.log(JSON.stringify(outcome));
}
