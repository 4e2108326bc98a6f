// `batchSize` and `maxQueueDelay`: several inputs in one execution.
import { describe, expect, it } from '@jest/globals';
import { asyncScheduler, map } from 'rxjs';
import { expectSettled, marbles } from '../../../../test/support/marbles.js';
import { type InferConfig, infer } from '../../src/index.js';
import { createVirtualDevice } from '../../src/testing/index.js';
import { dropList, through, timeline } from '../support/through.js';

/** A device that says which batch sizes it executed. */
function batching(slots = 256, serviceTime = 1) {
  const gears: number[] = [];
  const device = createVirtualDevice({
    serviceTime: (batchSize) => {
      gears.push(batchSize);
      return serviceTime;
    },
  });
  return { gears, model: device.createModel({ gears: [1, 2, 4], slots }) };
}

describe('batchSize', () => {
  it('executes waiting inputs as one batch, on the smallest gear that holds them', () => {
    marbles(({ cold, flush }) => {
      const { model, gears } = batching(1, 3);
      const lines = timeline(cold('(abcdefgh|)').pipe(through(model, { batchSize: 4 })));
      flush();
      expect(lines).toEqual(['3 a', '6 bcde', '9 fgh|']);
      expect(gears).toEqual([1, 4, 4]);
      expectSettled(model, { delivered: 8 });
    });
  });

  it('gives each input its own outputs', () => {
    marbles(({ cold, expectObservable, flush }) => {
      const scalar = { type: 'float32', dims: [1] } as const;
      const model = createVirtualDevice({ serviceTime: 1 }).createModel({
        inputs: [
          { name: 'a', ...scalar },
          { name: 'b', ...scalar },
        ],
        outputs: [
          { name: 'sum', ...scalar },
          { name: 'both', type: 'float32', dims: [2] },
        ],
        compute: ({ a, b }) => {
          const [x, y] = [Number(a.data[0]), Number(b.data[0])];
          return { sum: [x + y], both: [x, y] };
        },
        gears: [4],
      });
      const inputs = (n: number) => ({ a: Float32Array.of(n), b: Float32Array.of(10 * n) });
      const results = cold('(abc|)', { a: 1, b: 2, c: 3 }).pipe(
        infer(model, { inputs, batchSize: 4, maxQueueDelay: 2 }),
        map(({ outputs }) => [outputs.sum.data[0], ...(outputs.both.data as Float32Array)].join()),
      );
      expectObservable(results).toBe('-(abc|)', { a: '11,1,10', b: '22,2,20', c: '33,3,30' });
      flush();
      expect(model.stats().executions).toBe(1);
    });
  });

  it('counts slots and callbacks in executions, the ledger and the input queue in inputs', () => {
    marbles(({ cold, flush }) => {
      const { model } = batching(2, 2);
      const { list, onDrop } = dropList();
      const config: InferConfig<string> = {
        batchSize: 2,
        maxQueueDelay: 9,
        callbackInterval: 2,
        overflow: 'drop-newest',
        maxQueueSize: 1,
        onDrop,
      };
      const lines = timeline(cold('(abcdef|)').pipe(through(model, config)));
      flush();
      expect(lines).toEqual(['4 abcd', '6 e|']);
      expect(list).toEqual(['f overflow 0']);
      expect(model.stats()).toMatchObject({ executions: 3, callbacks: 2 });
      expectSettled(model, { submitted: 6, delivered: 5, dropped: 1 });
    });
  });

  it('needs no room in the queue for inputs that free slots can take in whole batches', () => {
    marbles(({ cold, flush }) => {
      const { model } = batching(1);
      const { list, onDrop } = dropList();
      const config = { batchSize: 4, maxQueueDelay: 9, overflow: 'drop-newest', onDrop } as const;
      const lines = timeline(cold('(abcde|)').pipe(through(model, config)));
      flush();
      expect(lines).toEqual(['1 abcd|']);
      expect(list).toEqual(['e overflow 0']);
      expectSettled(model, { submitted: 5, delivered: 4, dropped: 1 });
    });
  });

  it('counts results that are held back for the order in whole batches: less than a batch does not count against maxInFlight', () => {
    marbles(({ cold, flush }) => {
      const times = [20, 1, 1, 1];
      const device = createVirtualDevice({ serviceTime: (_, n) => times[n] ?? 1 });
      const model = device.createModel({ gears: [4], instances: 2 });
      const { list, onDrop } = dropList();
      const config: InferConfig<string> = {
        batchSize: 4,
        maxQueueDelay: 2,
        maxInFlight: 3,
        overflow: 'drop-newest',
        onDrop,
      };
      // a starts at 2 and ends at 22; b starts at 5, ends at 6 and is held back: two more batches may start.
      const lines = timeline(cold('a--b------(cdefghijkl|)').pipe(through(model, config)));
      flush();
      expect(lines).toEqual(['22 abcdef', '23 ghij|']);
      expect(list).toEqual(['k overflow 0', 'l overflow 0']);
      expectSettled(model, { submitted: 12, delivered: 10, dropped: 2 });
    });
  });

  it('leaves an input out that does not fit, and executes the others', () => {
    marbles(({ cold, flush }) => {
      const { model, gears } = batching();
      const inputs = (value: string) => (value === 'b' ? Float32Array.of(1, 2) : Float32Array.of(1));
      const config: InferConfig<string> = { batchSize: 3, maxQueueDelay: 5, inputs, onFailure: 'drop' };
      // b counts as one of three until its turn comes; c goes in its place.
      const lines = timeline(cold('(abcd|)').pipe(through(model, config)));
      flush();
      expect(lines).toEqual(['1 ac', '2 d|']);
      expect(gears).toEqual([2, 1]);
      expectSettled(model, { delivered: 3, dropped: 1 });
    });
  });
});

describe('maxQueueDelay', () => {
  it('limits how long the first input of a batch waits for others', () => {
    marbles(({ cold, flush }) => {
      const { model, gears } = batching();
      const source = cold('a-b--------cdef---|');
      const lines = timeline(source.pipe(through(model, { batchSize: 4, maxQueueDelay: 5 })));
      flush();
      expect(lines).toEqual(['6 ab', '15 cdef', '18 |']);
      expect(gears).toEqual([2, 4]);
      expectSettled(model, { delivered: 6 });
    });
  });

  it('ends when the source completes: no more inputs will arrive', () => {
    marbles(({ cold, expectObservable, flush }) => {
      const { model, gears } = batching();
      expectObservable(cold('ab|').pipe(through(model, { batchSize: 4, maxQueueDelay: 50 }))).toBe(
        '---(ab|)',
      );
      flush();
      expect(gears).toEqual([2]);
      expectSettled(model, { delivered: 2 });
    });
  });

  it('sets no timer that outlasts the inputs that wait for a batch', () => {
    marbles(({ cold, expectObservable, flush }) => {
      const { model } = batching();
      expectObservable(cold('ab').pipe(through(model, { batchSize: 2, maxQueueDelay: 1000 }))).toBe('--(ab)');
      flush();
      expect(asyncScheduler.now()).toBe(2);
      expectSettled(model, { delivered: 2 });
    });
  });

  it('of 0 executes the waiting inputs at once', () => {
    marbles(({ cold, expectObservable, flush }) => {
      const { model, gears } = batching();
      expectObservable(cold('a-b|').pipe(through(model, { batchSize: 4 }))).toBe('-a-(b|)');
      flush();
      expect(gears).toEqual([1, 1]);
      expectSettled(model, { delivered: 2 });
    });
  });
});

describe('maxQueueDelay and maxStaleness', () => {
  const config = { batchSize: 4, maxQueueDelay: 9, maxStaleness: 5 };

  it('a batch with a free slot starts when its first input would become stale, full or not', () => {
    marbles(({ cold, flush }) => {
      const { model, gears } = batching();
      const { list, onDrop } = dropList();
      const lines = timeline(cold('a--b---c-----|').pipe(through(model, { ...config, onDrop })));
      flush();
      expect(list).toEqual([]);
      expect(lines).toEqual(['6 ab', '13 c|']);
      expect(gears).toEqual([2, 1]);
      expectSettled(model, { delivered: 3 });
    });
  });

  it.each([5, 0])('also if both are the same (%i)', (time) => {
    marbles(({ cold, flush }) => {
      const { model } = batching();
      const { list, onDrop } = dropList();
      const both = { batchSize: 4, maxQueueDelay: time, maxStaleness: time, onDrop };
      const lines = timeline(cold('a---------|').pipe(through(model, both)));
      flush();
      expect(list).toEqual([]);
      expect(lines).toEqual([`${time + 1} a`, '10 |']);
      expectSettled(model, { delivered: 1 });
    });
  });

  it('without a free slot the inputs become stale at that moment, also those beyond one batch', () => {
    marbles(({ cold, flush }) => {
      const { model, gears } = batching(1, 4);
      const { list, onDrop } = dropList();
      // a to d have the slot from 0 to 4, e to h from 4 to 8; x has waited for 5 by then.
      const lines = timeline(cold('(abcdefgh)---|').pipe(through(model, { ...config, onDrop })));
      const late = timeline(cold('--x----------|').pipe(through(model, { ...config, onDrop })));
      flush();
      expect(lines).toEqual(['4 abcd', '8 efgh', '13 |']);
      expect(list).toEqual(['x stale 5']);
      expect(late).toEqual(['13 |']);
      expect(gears).toEqual([4, 4]);
      expectSettled(model, { delivered: 8, dropped: 1 });
    });
  });

  it('no input is dropped as stale when the start of such a batch ends the pipeline', () => {
    marbles(({ cold, expectObservable, flush }) => {
      const { model } = batching();
      const { list, onDrop } = dropList();
      const inputs = () => {
        throw new Error('unfit');
      };
      expectObservable(cold('(ab)').pipe(through(model, { ...config, inputs, onDrop }))).toBe(
        '-----#',
        undefined,
        new Error('unfit'),
      );
      flush();
      expect(list).toEqual([]);
      expectSettled(model, { failed: 1, cancelled: 1 });
    });
  });
});
