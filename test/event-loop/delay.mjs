// Prints the event-loop delay at p99, in milliseconds, over some seconds: idle, or while inferences of
// a model run all the time. Arguments: nothing, or MODEL.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { infer } from '@ascend-rx/core';
import { openDevice } from '@ascend-rx/native';
import { lastValueFrom, range, timer } from 'rxjs';
import { takeUntil } from 'rxjs/operators';

const seconds = 3;
const file = process.argv[2];

async function reading(work) {
  const histogram = monitorEventLoopDelay({ resolution: 1 });
  histogram.enable();
  const inferences = await work();
  histogram.disable();
  return { p99: histogram.percentile(99) / 1e6, inferences };
}

if (!file) {
  console.log(JSON.stringify(await reading(() => delay(seconds * 1000, 0))));
} else {
  const device = await openDevice({ library: 'embedded' });
  const model = await device.loadModel(file, { slots: 4 });
  const input = new Float32Array(model.inputs[0].bytes / 4);
  const work = async () => {
    const results$ = range(1e9).pipe(infer(model, { inputs: () => input, maxInFlight: 4 }));
    const { index } = await lastValueFrom(results$.pipe(takeUntil(timer(seconds * 1000))));
    return index + 1;
  };
  console.log(JSON.stringify(await reading(work)));
  await device.close();
}
