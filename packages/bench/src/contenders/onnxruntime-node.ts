// The contenders `sequential` and `concurrent`: InferenceSession of onnxruntime-node, which users would pick instead. argv[2]
// is 'concurrent' for `calls` calls of run at once, or `pool`; otherwise there is one call at a time.
import { createRequire } from 'node:module';
import { readInputs } from '../workload/input-file.js';
import { arrivalTimes } from './arrival-times.js';
import { callConcurrently } from './call-concurrently.js';
import { clock } from './clock.js';
import type { Contender } from './contender.js';
import { sendAt } from './send-at.js';
import { serve } from './serve.js';

// The part of onnxruntime-node that is used. Its own types are not imported, because the package is optional.
interface Session {
  readonly inputNames: readonly string[];
  readonly inputMetadata: readonly { readonly name: string; readonly shape: readonly (number | string)[] }[];
  run(feeds: Readonly<Record<string, unknown>>): Promise<unknown>;
  release(): Promise<void>;
}
interface OnnxRuntime {
  readonly InferenceSession: { create(file: string, options: object): Promise<Session> };
  readonly Tensor: new (type: string, data: unknown, dims: readonly number[]) => unknown;
}

const concurrent = process.argv[2] === 'concurrent';

await serve(async (settings): Promise<Contender> => {
  const { model, threads, pool, calls = pool } = settings;
  const { InferenceSession, Tensor } = createRequire(import.meta.url)('onnxruntime-node') as OnnxRuntime;
  const session = await InferenceSession.create(model, {
    ...(threads > 0 && { intraOpNumThreads: threads, interOpNumThreads: threads }),
  });
  const [metadata] = session.inputMetadata;
  if (!metadata) throw new Error('the model has no input');
  // A dimension without a number is the batch. Each call has one input.
  const dims = metadata.shape.map((dim) => (typeof dim === 'number' ? dim : 1));
  const elements = dims.reduce((product, dim) => product * dim, 1);
  const feeds = readInputs(settings.inputs, elements, settings.buffers).map((data) => ({
    [metadata.name]: new Tensor('float32', data, dims),
  }));
  const start = (i: number): Promise<unknown> =>
    session.run(feeds[i % feeds.length] as Record<string, unknown>);

  return {
    async run(inferences) {
      await callConcurrently(concurrent ? calls : 1, inferences, start);
      return inferences;
    },
    async runAt(inferences, rate) {
      const total = new Float64Array(inferences);
      const running: Promise<void>[] = [];
      const measured = async (i: number, sent: number) => {
        await start(i);
        total[i] = clock() - sent;
      };
      await sendAt(arrivalTimes(inferences, rate), (i, sent) => running.push(measured(i, sent)));
      await Promise.all(running);
      return { total };
    },
    close: () => session.release(),
  };
});
