// This library as a contender: inferFrom, and infer where inputs come by themselves, over the embedded runtime.
import { type InferConfig, infer, inferFrom, type Tensor } from '@ascend-rx/core';
import { lastValueFrom, Subject, tap } from 'rxjs';
import { openDevice } from '../../open-device.js';
import { arrivals, arrive, clock } from './arrivals.js';
import { inputTensors } from './inputs.js';
import { type Contender, serve } from './serve.js';

const parts = ['queue', 'copyIn', 'compute', 'copyOut', 'callbackWait'] as const;

await serve(async (settings): Promise<Contender> => {
  const { callbackInterval, blockType, batchSize, pipelines, pool } = settings;
  const device = await openDevice({ embedded: { threads: settings.threads } });
  const model = await device.loadModel(settings.model, { slots: pool });
  const [info] = model.inputs;
  if (!info) throw new Error('the model has no input');
  const inputs = inputTensors(info, settings);
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
      return each * pipelines;
    },
    async runAt(inferences, rate) {
      const times = parts.map(() => new Float64Array(inferences));
      const total = new Float64Array(inferences);
      const sentAt = new Float64Array(inferences);
      const cameAt = new Float64Array(inferences);
      const source = new Subject<Tensor>();
      const done = lastValueFrom(
        source.pipe(
          infer(model, config),
          tap(({ index, timing }) => {
            const sent = sentAt[index] as number;
            parts.forEach((part, i) => {
              (times[i] as Float64Array)[index] = timing[part];
            });
            (times[0] as Float64Array)[index] = timing.queue + (cameAt[index] as number) - sent;
            total[index] = clock() - sent;
          }),
        ),
      );
      await arrive(arrivals(inferences, rate), (i, sent) => {
        sentAt[i] = sent;
        cameAt[i] = clock();
        source.next(inputs[i % inputs.length] as Tensor);
      });
      source.complete();
      await done;
      return { ...Object.fromEntries(parts.map((part, i) => [part, times[i] as Float64Array])), total };
    },
    close: () => device.close(),
  };
});

function* inTurn(inputs: readonly Tensor[], count: number): Generator<Tensor> {
  for (let i = 0; i < count; i += 1) yield inputs[i % inputs.length] as Tensor;
}
