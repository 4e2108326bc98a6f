// What the type checker must accept and refuse: checked by `tsc -p packages/core/tsconfig.test.json`. At run time only
// that it loads.
/// <reference lib="esnext.float16" />
import { expect, it } from '@jest/globals';
import { map, type Observable, of } from 'rxjs';
import {
  AclError,
  type DropCause,
  float16ToFloat32,
  float32ToFloat16,
  type InferConfig,
  type InferConfigWithInputs,
  type InferInputs,
  type InferResult,
  infer,
  inferFrom,
  type Model,
  type Tensor,
  type TensorDataTypes,
  type TypedArray,
} from '../src/index.js';
import { createVirtualDevice } from '../src/testing/index.js';

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const holds = <_T extends true>() => {};

interface Frame {
  pixels: Uint8Array;
}
declare const model: Model;
declare const frames: Observable<Frame>;
declare const tensors: Observable<Tensor>;

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

export function prepared() {
  const prepare = async (
    frame: Frame,
    [image]: readonly TypedArray[],
    { signal }: { signal: AbortSignal },
  ) => {
    signal.throwIfAborted();
    (image as Uint8Array).set(frame.pixels);
    return { scale: 2 };
  };
  const results = frames.pipe(infer(model, { prepare, maxPreparing: 2 }));
  holds<Equal<typeof results, Observable<InferResult<Frame, string, { scale: number }>>>>();
  // The types of what is given are known, and so is what a plain value, a Promise and an Observable give.
  frames.pipe(
    infer(model, {
      prepare: (frame, target, { index, signal }) => {
        holds<Equal<typeof frame, Frame>>();
        holds<Equal<typeof target, readonly TypedArray[]>>();
        holds<Equal<typeof index, number>>();
        holds<Equal<typeof signal, AbortSignal>>();
        return of(index);
      },
    }),
    map(({ prepared: index }) => {
      holds<Equal<typeof index, number>>();
    }),
  );
  const read = inferFrom(['a'], model, { prepare: (name) => name.length });
  holds<Equal<typeof read, Observable<InferResult<string, string, number>>>>();
  const call = model.runner({ prepare }).run({ pixels: new Uint8Array(1) });
  holds<Equal<typeof call, Promise<InferResult<Frame, string, { scale: number }>>>>();
  // A result that was prepared is a result.
  const plain: Observable<InferResult<Frame>> = results;
  return plain;
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
  tensors.pipe(infer(model)).subscribe(({ outputs }) => {
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

// The type of a tensor tells the type of its data.
export function narrowing() {
  const narrowed = (tensor: Tensor) => {
    // @ts-expect-error: it may have bigints
    tensor.data[0] satisfies number | undefined;
    if (tensor.type === 'float32') {
      holds<Equal<typeof tensor.data, Float32Array>>();
      return tensor.data;
    }
    // @ts-expect-error: any other array
    const data: Float32Array = tensor.data;
    switch (tensor.type) {
      case 'float16':
        holds<Equal<typeof tensor.data, Uint16Array>>();
        return float16ToFloat32(tensor.data);
      case 'int64':
        holds<Equal<typeof tensor.data, BigInt64Array>>();
        return Float32Array.from(tensor.data, Number);
      case 'uint8':
      case 'bool':
        holds<Equal<typeof tensor.data, Uint8Array>>();
        return Float32Array.from(tensor.data);
      default:
        return data;
    }
  };
  frames.pipe(infer(model, { inputs: ({ pixels }) => pixels })).subscribe(({ outputs: { boxes } }) => {
    if (boxes?.type === 'float32') holds<Equal<typeof boxes.data, Float32Array>>();
  });
  holds<Equal<Tensor<'int8'>['data'], Int8Array>>();
  holds<Equal<Tensor<'int8' | 'uint64'>, Tensor<'int8'> | Tensor<'uint64'>>>();
  // @ts-expect-error: the data of another type
  const tensor: Tensor = { type: 'float32', data: new Int32Array(1), dims: [1] };
  // @ts-expect-error: bits, not numbers
  float16ToFloat32(new Float32Array(1));
  // @ts-expect-error: numbers
  float32ToFloat16(new BigInt64Array(1));
  return [narrowed, tensor];
}

// Values that are inputs need no `inputs`.
export function inputsOfTheirOwn() {
  of(Float32Array.of(1), BigInt64Array.of(1n)).pipe(infer(model));
  of(Buffer.alloc(1)).pipe(infer(model, { callbackInterval: 2 }));
  of(new Uint8ClampedArray(1), new Float16Array(1)).pipe(infer(model));
  of({ type: 'float16', data: new Float16Array(1), dims: [1] } as const).pipe(infer(model));
  of({ type: 'uint8', data: new Uint8ClampedArray(1), dims: [1] } as const).pipe(infer(model));
  for (const bytes of [Buffer.alloc(4), new DataView(new ArrayBuffer(4)), new ArrayBuffer(4)]) {
    of({ type: 'float32' as const, dims: [1], bytes }).pipe(infer(model));
  }
  of({ image: Buffer.alloc(1), threshold: Float32Array.of(1) }).pipe(infer(model));
  frames.pipe(
    infer(model, { inputs: ({ pixels }) => pixels }),
    map(({ outputs }) => outputs),
    infer(model),
  );
  const names = inferFrom(
    [Float32Array.of(1)],
    createVirtualDevice().createModel({ outputs: [{ name: 'z', type: 'float32', dims: [1] }] }),
    { callbackInterval: 2 },
  );
  holds<Equal<typeof names, Observable<InferResult<Float32Array<ArrayBuffer>, 'z'>>>>();
  inferFrom(new ReadableStream<Tensor>(), model, {});
  const config: InferConfig<Tensor> = { callbackInterval: 2 };
  tensors.pipe(infer(model, config));
  of<InferInputs>(Float32Array.of(1)).pipe(infer(model, config as InferConfig<InferInputs>));
  // A function over any values.
  const through = <T>(source: Observable<T>, given: InferConfigWithInputs<T>) =>
    source.pipe(infer(model, given));
  holds<Equal<ReturnType<typeof through<Frame>>, Observable<InferResult<Frame>>>>();
}

export function withoutInputs() {
  // @ts-expect-error: a string is no input
  of('s').pipe(infer(model));
  // @ts-expect-error: nor is it with other options
  of('s').pipe(infer(model, { callbackInterval: 2 }));
  // @ts-expect-error: `inputs` is not given
  of('s').pipe(infer(model, { inputs: undefined }));
  // @ts-expect-error: an object with more than inputs
  frames.pipe(infer(model));
  // @ts-expect-error: a number is no input
  of(1).pipe(infer(model));
  // @ts-expect-error: a plain array
  of([1, 2, 3]).pipe(infer(model));
  // @ts-expect-error: an ArrayBuffer without a type
  of(new ArrayBuffer(4)).pipe(infer(model));
  // @ts-expect-error: a DataView without a type
  of(new DataView(new ArrayBuffer(4))).pipe(infer(model));
  // @ts-expect-error: a Promise
  of(Promise.resolve(Float32Array.of(1))).pipe(infer(model));
  // @ts-expect-error: elements of another type
  of({ type: 'float32', data: new Uint8Array(4), dims: [1] } as const).pipe(infer(model));
  // @ts-expect-error: raw bytes in an array of numbers
  of({ type: 'float32', bytes: new Float32Array(1), dims: [1] } as const).pipe(infer(model));
  // @ts-expect-error: anything
  of(1 as unknown).pipe(infer(model));
  // @ts-expect-error: strings are no inputs
  inferFrom(['s'], model);
  // @ts-expect-error: nor are they with other options
  inferFrom('text', model, { callbackInterval: 2 });
  // @ts-expect-error: the options may have no `inputs`
  of('s').pipe(infer(model, {} as InferConfig<string>));
  // @ts-expect-error: `inputs` cannot wait
  frames.pipe(infer(model, { inputs: async (frame) => frame.pixels }));
  // @ts-expect-error: a plain array
  frames.pipe(infer(model, { inputs: (frame) => [...frame.pixels] }));
  // @ts-expect-error: a model that is not awaited
  tensors.pipe(infer(Promise.resolve(model)));
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
  tensors.pipe(infer(model)).subscribe((result) => (result.index = 1));
  return tensor;
}

it('types are checked by tsc', () => {
  const all = [accepted, typedModels, narrowing, inputsOfTheirOwn, withoutInputs, options, refused];
  for (const each of all) expect(typeof each).toBe('function');
});
