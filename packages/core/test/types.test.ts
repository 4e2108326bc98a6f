// What the type checker must accept and refuse: checked by `tsc -p packages/core/tsconfig.test.json`. At run time only
// that it loads.
import { expect, it } from '@jest/globals';
import { map, type Observable, of } from 'rxjs';
import {
  AclError,
  type InferResult,
  infer,
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
    compute: ({ x }) => ({ y: x?.data ?? [] }),
  });
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
  expect([typeof accepted, typeof refused]).toEqual(['function', 'function']);
});
