// Tensors of 0 elements, of static and of dynamic models.
import { describe, expect, it } from '@jest/globals';
import { expectSettled, marbles } from '../../../../test/support/marbles.js';
import { type InferConfig, infer } from '../../src/index.js';
import { createVirtualDevice } from '../../src/testing/index.js';
import { copying, through } from '../support/copying-model.js';
import { timeline } from '../support/through.js';

describe('tensors of 0 elements', () => {
  const none = { type: 'float32', dims: [0, 3] } as const;

  it('can be transferred away without harm to the other results of the group', () => {
    marbles(({ cold, flush }) => {
      const model = createVirtualDevice({ serviceTime: 1 }).createModel({
        inputs: [{ name: 'x', ...none }],
        outputs: [{ name: 'y', ...none }],
      });
      let results = 0;
      cold('(abc|)')
        .pipe(infer(model, { inputs: () => new Float32Array(0), callbackInterval: 3 }))
        .subscribe(({ outputs }) => {
          results += 1;
          const buffer = outputs.y.data.buffer as ArrayBuffer;
          structuredClone(buffer, { transfer: [buffer] });
        });
      flush();
      expect(results).toBe(3);
      expectSettled(model, { delivered: 3 });
    });
  });

  it.each<[string, InferConfig<number>]>([
    ['alone', {}],
    ['with drops', { onFailure: 'drop' }],
    ['in groups', { callbackInterval: 2 }],
    ['without callbacks', { callbackInterval: 0 }],
  ])('as the only input of a static model have results of their dims, %s', (_, config) => {
    marbles(({ cold, flush }) => {
      const model = createVirtualDevice({ serviceTime: 1 }).createModel({
        inputs: [{ name: 'x', ...none }],
        outputs: [{ name: 'y', ...none }],
      });
      expect(model.inputs[0]?.bytes).toBe(0);
      const seen: unknown[] = [];
      cold('(abc|)', { a: 0, b: 1, c: 2 })
        .pipe(
          infer(model, {
            inputs: (n) => (n === 1 ? { ...none, data: new Float32Array(0) } : new Float32Array(0)),
            ...config,
          }),
        )
        .subscribe(({ outputs }) => seen.push([outputs.y.dims, outputs.y.data.length]));
      flush();
      expect(seen).toEqual(new Array(3).fill([[0, 3], 0]));
      expectSettled(model, { delivered: 3 });
    });
  });

  it('are the whole of a batch', () => {
    marbles(({ cold, flush }) => {
      const { model, asked } = copying();
      const lines = timeline(
        cold('(abc|)', { a: 0, b: 0, c: 0 }).pipe(through(model, { batchSize: 3, maxQueueDelay: 1 })),
      );
      flush();
      expect(lines).toEqual(['1 000|']);
      expect(asked).toEqual([{ batchSize: 3, dims: [[3, 0]], views: 3 }]);
      expectSettled(model, { delivered: 3 });
    });
  });
});
