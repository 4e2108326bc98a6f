// The contender `ours`: ascend-rx over the embedded runtime, used through its public API. argv[2] is the folder of the
// checkout whose packages it imports.
import type { InferConfig, Model, Tensor } from '@ascend-rx/core';
import type { ContenderSettings, OperatorName } from '../protocol/contender-settings.js';
import { readInputs } from '../workload/input-file.js';
import { arrivalTimes } from './arrival-times.js';
import { callConcurrently } from './call-concurrently.js';
import { clock } from './clock.js';
import type { Contender } from './contender.js';
import { loadCheckout } from './load-checkout.js';
import { sendAt } from './send-at.js';
import { serve } from './serve.js';

const [, , checkout] = process.argv;
if (checkout === undefined) throw new Error('usage: ours.js CHECKOUT < SETTINGS AND ROUNDS');
const { core, native, rxjs } = await loadCheckout(checkout);
const { infer, inferFrom } = core;
const { from, lastValueFrom, Subject, tap } = rxjs;

const parts = ['queue', 'prepare', 'copyIn', 'compute', 'copyOut', 'callbackWait'] as const;

await serve(async (settings): Promise<Contender> => {
  const { callbackInterval, blockType, batchSize, pipelines, pool, calls = pool } = settings;
  const { operators = ['inferFrom'] } = settings;
  const device = await native.openDevice({ embedded: { threads: settings.threads } });
  const model = await device.loadModel(settings.model, { slots: pool });
  const inputs = tensors(model, settings);
  const config: InferConfig<Tensor> = {
    callbackInterval,
    blockType,
    batchSize,
    maxInFlight: Math.max(1, Math.floor(pool / pipelines)),
  };
  // Without options: the runner chooses how calls share callbacks.
  const runner = batchSize > 1 ? model.runner({ batchSize }) : model;
  return {
    async run(inferences) {
      const each = Math.ceil(inferences / pipelines);
      await Promise.all(
        Array.from({ length: pipelines }, (_, n): Promise<unknown> => {
          const operator = operators[n % operators.length] as OperatorName;
          if (operator === 'run')
            return callConcurrently(calls, each, (i) => runner.run(inputs[i % inputs.length] as Tensor));
          return operator === 'infer'
            ? lastValueFrom(from(inTurn(inputs, each)).pipe(infer(model, config)))
            : lastValueFrom(inferFrom(inTurn(inputs, each), model, config));
        }),
      );
      return each * pipelines;
    },
    async runAt(inferences, rate) {
      const times = parts.map(() => new Float64Array(inferences));
      const total = new Float64Array(inferences);
      const sentAt = new Float64Array(inferences);
      const receivedAt = new Float64Array(inferences);
      const source = new Subject<Tensor>();
      const done = lastValueFrom(
        source.pipe(
          infer(model, config),
          tap(({ index, timing }) => {
            const sent = sentAt[index] as number;
            parts.forEach((part, i) => {
              // A checkout that is compared with this one may not have all parts.
              (times[i] as Float64Array)[index] = timing[part] ?? 0;
            });
            (times[0] as Float64Array)[index] = timing.queue + (receivedAt[index] as number) - sent;
            total[index] = clock() - sent;
          }),
        ),
      );
      await sendAt(arrivalTimes(inferences, rate), (i, sent) => {
        sentAt[i] = sent;
        receivedAt[i] = clock();
        source.next(inputs[i % inputs.length] as Tensor);
      });
      source.complete();
      await done;
      return { ...Object.fromEntries(parts.map((part, i) => [part, times[i] as Float64Array])), total };
    },
    close: () => device.close(),
  };
});

function tensors(model: Model, { inputs, buffers }: ContenderSettings): readonly Tensor[] {
  const [info] = model.inputs;
  if (!info) throw new Error('the model has no input');
  const { dims, bytes } = info;
  const elements = bytes / Float32Array.BYTES_PER_ELEMENT;
  return readInputs(inputs, elements, buffers).map((data) => ({ type: 'float32', dims, data }));
}

function* inTurn(inputs: readonly Tensor[], count: number): Generator<Tensor> {
  for (let i = 0; i < count; i += 1) yield inputs[i % inputs.length] as Tensor;
}
