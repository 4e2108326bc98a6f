// What the type checker must accept and refuse: checked by `tsc -p packages/core/tsconfig.test.json`. At run time only
// that it loads.
import { expect, it } from '@jest/globals';
import { map, type Observable, of } from 'rxjs';
import {
  AclError,
  type DropCause,
  type InferResult,
  infer,
  inferFrom,
  type Model,
  type Tensor,
  type TensorDataTypes,
} from '../src/index.js';
import { createVirtualDevice } from '../src/testing/index.js';

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const holds = <_T extends true>() => {};

interface Frame {
  pixels: Uint8Array;
}
declare const model: Model;
declare const frames: Observable<Frame>;

export function accepted() {
  // The source's type goes through, and is known in `inputs`.
  const results = frames.pipe(infer(model, { inputs: (frame) => frame.pixels }));
  holds<Equal<typeof results, Observable<InferResult<Frame>>>>();
  frames.pipe(
    infer(model, { inputs: (frame, index) => ({ image: frame.pixels, n: Int32Array.of(index) }) }),
    map(({ source, outputs, index, timing }) => {
      holds<Equal<typeof source, Frame>>();
      holds<Equal<typeof index, number>>();
      holds<Equal<typeof timing.queue, number>>();
      const output = outputs.y;
      holds<Equal<typeof output, Tensor | undefined>>();
    }),
  );
  // Tensors as they come from onnxruntime-common.
  const tensor = { type: 'float32', data: new Float32Array(1), dims: [1] } as const;
  of(tensor).pipe(infer(model));
  of({ x: tensor }).pipe(infer(model, { callbackInterval: 0, maxInFlight: 2 }));
  holds<Equal<TensorDataTypes['int64'], BigInt64Array>>();
  createVirtualDevice().createModel({
    inputs: [{ name: 'x', type: 'int64', dims: [1] }],
    compute: ({ x }) => ({ y: x.data }),
  });
}

export function typedModels() {
  // Names that were given are known, also in `compute`; the default model has `x` and `y`.
  const typed = createVirtualDevice().createModel({
    inputs: [{ name: 'image', type: 'uint8', dims: [2] }],
    outputs: [
      { name: 'boxes', type: 'float32', dims: [4] },
      { name: 'scores', type: 'float32', dims: [1] },
    ],
    compute: ({ image }) => ({ boxes: [0, 0, 1, 1], scores: [Number(image.data[0])] }),
  });
  holds<Equal<typeof typed, Model<'boxes' | 'scores'>>>();
  frames.pipe(
    infer(typed, { inputs: ({ pixels }) => pixels }),
    map(({ outputs }) => {
      holds<Equal<typeof outputs.boxes, Tensor>>();
      // @ts-expect-error: no such output
      return outputs.labels;
    }),
  );
  inferFrom([Float32Array.of(1)], createVirtualDevice().createModel()).subscribe(({ source, outputs }) => {
    holds<Equal<typeof source, Float32Array<ArrayBuffer>>>();
    holds<Equal<typeof outputs.y, Tensor>>();
  });
  // A model whose outputs are not known gives any name, maybe nothing.
  frames.pipe(infer(model)).subscribe(({ outputs }) => {
    holds<Equal<typeof outputs.anything, Tensor | undefined>>();
  });
  // What is pulled: iterables, async iterables, web streams.
  async function* later() {
    yield await Promise.resolve(1);
  }
  const results = inferFrom(later(), model, { inputs: (n) => Float32Array.of(n) });
  holds<Equal<typeof results, Observable<InferResult<number>>>>();
  inferFrom(new ReadableStream<Frame>(), model, { inputs: ({ pixels }) => pixels }).subscribe(
    ({ source }) => {
      holds<Equal<typeof source, Frame>>();
    },
  );
}

export function options() {
  frames.pipe(
    infer(model, {
      inputs: (frame) => frame.pixels,
      order: (frame) => {
        holds<Equal<typeof frame, Frame>>();
        return frame.pixels.length;
      },
      onDrop: (frame, cause, waited) => {
        holds<Equal<typeof frame, Frame>>();
        holds<Equal<typeof cause, DropCause>>();
        holds<Equal<typeof waited, number>>();
      },
      onFailure: ({ source, error, attempts }) => {
        holds<Equal<typeof source, Frame>>();
        if (error instanceof AclError && error.code === 507011)
          return { retry: { count: 3, delay: attempts }, then: 'drop' };
        return 'fail';
      },
    }),
  );
  // @ts-expect-error: no such way to overflow
  infer(model, { overflow: 'drop' });
  // @ts-expect-error: no such order
  infer(model, { order: 'random' });
  // @ts-expect-error: a retry says how often
  infer(model, { onFailure: { retry: { delay: 1 } } });
  // @ts-expect-error: not an action
  infer(model, { onFailure: () => 'again' });
  // @ts-expect-error: milliseconds
  infer(model, { timeout: '1s' });
  // @ts-expect-error: what cannot be read
  inferFrom(42, model);
  // @ts-expect-error: values that do not come from this source
  inferFrom([1, 2], model, { inputs: (text: string) => new TextEncoder().encode(text) });
}

export function refused() {
  // @ts-expect-error: no such option
  infer(model, { interval: 8 });
  // @ts-expect-error: a number
  infer(model, { callbackInterval: '8' });
  // @ts-expect-error: not what a model takes
  infer(model, { inputs: (text: string) => text });
  // @ts-expect-error: inputs of another source
  frames.pipe(infer(model, { inputs: (n: number) => Float32Array.of(n) }));
  // @ts-expect-error: not a model
  infer({});
  // @ts-expect-error: the data of another type
  const tensor: Tensor<'float32'> = { type: 'float32', data: new Int32Array(1), dims: [1] };
  // @ts-expect-error: no such type
  createVirtualDevice().createModel({ inputs: [{ name: 'x', type: 'float', dims: [1] }] });
  // @ts-expect-error: what an error says cannot be changed
  new AclError('aclInit', 1).code = 2;
  // @ts-expect-error: results are read only
  frames.pipe(infer(model)).subscribe((result) => (result.index = 1));
  return tensor;
}

it('types are checked by tsc', () => {
  for (const each of [accepted, typedModels, options, refused]) expect(typeof each).toBe('function');
});
