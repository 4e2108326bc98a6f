// This library as a contender: inferFrom over the embedded runtime.
import { type InferConfig, infer, inferFrom, type Tensor } from '@ascend-rx/core';
import { lastValueFrom, Subject, tap } from 'rxjs';
import { openDevice } from '../../open-device.js';
import type { ContenderSettings } from '../contender-settings.js';
import { inputTensors } from './inputs.js';
import { push } from './push.js';
import { type Contender, serve } from './serve.js';

const parts = ['queue', 'copyIn', 'compute', 'copyOut', 'callbackWait', 'total'] as const;

await serve(async (settings: ContenderSettings): Promise<Contender> => {
  const { callbackInterval, blockType, batchSize, pipelines, pool } = settings;
  const device = await openDevice({ embedded: { threads: settings.threads } });
  const model = await device.loadModel(settings.model, { slots: pool });
  const [info] = model.inputs;
  if (!info) throw new Error('the model has no input');
  const inputs = inputTensors(info, settings.buffers);
  const config: InferConfig<Tensor> = {
    callbackInterval,
    blockType,
    batchSize,
    maxInFlight: Math.max(1, Math.floor(pool / pipelines)),
  };

  return {
    async run(inferences) {
      const each = Math.ceil(inferences / pipelines);
      await Promise.all(
        Array.from({ length: pipelines }, () =>
          lastValueFrom(inferFrom(inTurn(inputs, each), model, config)),
        ),
      );
    },
    async runAt(inferences, rate) {
      const times = parts.map(() => new Float64Array(inferences));
      const source = new Subject<Tensor>();
      const done = lastValueFrom(
        source.pipe(
          infer(model, { ...config, maxCallbackDelay: 1 }),
          tap(({ index, timing }) => {
            parts.forEach((part, i) => {
              (times[i] as Float64Array)[index] = timing[part];
            });
          }),
        ),
      );
      await push(inferences, rate, (i) => source.next(inputs[i % inputs.length] as Tensor));
      source.complete();
      await done;
      return Object.fromEntries(parts.map((part, i) => [part, times[i] as Float64Array]));
    },
    close: () => device.close(),
  };
});

function* inTurn(inputs: readonly Tensor[], count: number): Generator<Tensor> {
  for (let i = 0; i < count; i += 1) yield inputs[i % inputs.length] as Tensor;
}
