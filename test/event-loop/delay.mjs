// Prints the event-loop delay at p99, in milliseconds, over some seconds: idle, or while inferences of
// a model run all the time. Arguments: nothing, or MODEL.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { infer } from '@ascend-rx/core';
import { openDevice } from '@ascend-rx/native';
import { Subject } from 'rxjs';

const seconds = 3;
const slots = 4;
const file = process.argv[2];

async function reading(work) {
  const histogram = monitorEventLoopDelay({ resolution: 1 });
  histogram.enable();
  const inferences = await work();
  histogram.disable();
  return { p99: histogram.percentile(99) / 1e6, inferences };
}

if (!file) {
  console.log(JSON.stringify(await reading(() => delay(seconds * 1000))));
} else {
  const device = await openDevice({ library: 'embedded' });
  const model = await device.loadModel(file, { slots });
  const input = new Float32Array(model.inputs[0].bytes / 4);
  // As many inputs as slots: each result lets the next input in.
  const work = async () => {
    const inputs = new Subject();
    let inferences = 0;
    const subscription = inputs.pipe(infer(model)).subscribe(() => {
      inferences += 1;
      inputs.next(input);
    });
    for (let slot = 0; slot < slots; slot += 1) inputs.next(input);
    await delay(seconds * 1000);
    subscription.unsubscribe();
    return inferences;
  };
  console.log(JSON.stringify(await reading(work)));
  await device.close();
}
