import { describe, expect, it } from '@jest/globals';
import {
  concat,
  lastValueFrom,
  map,
  mergeMap,
  Observable,
  of,
  range,
  retry,
  Subject,
  take,
  takeUntil,
  throwError,
  toArray,
} from 'rxjs';
import { expectBalanced, expectSettled, marbles } from '../../../../test/support/marbles.js';
import { AclError, AscendRxError, type InferConfig, infer, type Model } from '../../src/index.js';
import { assertSettled, createVirtualDevice } from '../../src/testing/index.js';

const one = () => Float32Array.of(1);

/** infer, reduced to what marbles can say: the value whose result came. The ledger is checked at every one. */
function through<T>(model: Model, config: InferConfig<T> = {}) {
  return (source: Observable<T>) =>
    source.pipe(
      infer(model, { inputs: one, ...config }),
      map((result) => {
        expectBalanced(model.stats().ledger);
        return result.source;
      }),
    );
}

const virtualModel = (serviceTime = 0, slots = 256) =>
  createVirtualDevice({ serviceTime }).createModel({ slots });

describe('infer in virtual time', () => {
  it('executes on arrival, one after the other, and emits in submission order', () => {
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const model = virtualModel(3);
      const source = cold('-a--bc----d----|');
      const expected = '   ----a--b--c--d-|';
      expectObservable(source.pipe(through(model))).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe('^--------------!');
      flush();
      expect(model.stats()).toMatchObject({ executions: 4, callbacks: 4 });
      expectSettled(model, { submitted: 4, delivered: 4 });
    });
  });

  it('emits a group when its last inference has ended, and the tail when the source has completed', () => {
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const model = virtualModel(1);
      const source = cold('ab-c------d-|');
      const expected = '   ----(abc)---(d|)';
      expectObservable(source.pipe(through(model, { callbackInterval: 3 }))).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe('^-----------!');
      flush();
      expect(model.stats()).toMatchObject({ executions: 4, callbacks: 2 });
      expectSettled(model, { delivered: 4 });
    });
  });

  it('completes with the source when everything is delivered', () => {
    marbles(({ cold, expectObservable }) => {
      expectObservable(cold('a----|').pipe(through(virtualModel(2)))).toBe('--a--|');
      expectObservable(cold('|').pipe(through(virtualModel(2)))).toBe('|');
      expectObservable(cold('---|').pipe(through(virtualModel(2)))).toBe('---|');
    });
  });

  it('never completes if its source never does', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const never = cold('-');
      expectObservable(never.pipe(through(virtualModel())), '^---!').toBe('-');
      expectSubscriptions(never.subscriptions).toBe('^---!');
      const endless = cold('-a---');
      expectObservable(endless.pipe(through(virtualModel(1))), '^----!').toBe('--a---');
      expectSubscriptions(endless.subscriptions).toBe('^----!');
    });
  });

  it('passes on an error of the source at once and cancels inputs in flight', () => {
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const model = virtualModel(3, 2);
      const source = cold('abcd#');
      expectObservable(source.pipe(through(model))).toBe('---a#');
      expectSubscriptions(source.subscriptions).toBe('^---!');
      expectObservable(cold('#').pipe(through(virtualModel()))).toBe('#');
      flush();
      expectSettled(model, { submitted: 4, delivered: 1, cancelled: 3 });
    });
  });

  it('emits nothing after an unsubscribe, and its slots come back', () => {
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const model = virtualModel(2, 2);
      const config = { callbackInterval: 2 };
      const source = cold('abcdef|');
      expectObservable(source.pipe(through(model, config)), '---!').toBe('----');
      expectSubscriptions(source.subscriptions).toBe('^--!');
      // The same two slots serve the next pipeline.
      expectObservable(cold('----------xy----z|').pipe(through(model, config))).toBe(
        '--------------(xy)(z|)',
      );
      flush();
      expectSettled(model, { submitted: 6, delivered: 3, cancelled: 3 });
    });
  });

  it('does not break the unsubscription chain', () => {
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const source = hot('--a--b----c-|');
      const expected = '  ---a--b-     ';
      const unsub = '     -------!     ';
      const result = source.pipe(
        mergeMap((value) => of(value)),
        through(virtualModel(1)),
        mergeMap((value) => of(value)),
      );
      expectObservable(result, unsub).toBe(expected.trimEnd());
      expectSubscriptions(source.subscriptions).toBe('^------!');
    });
  });

  it('lets inputs wait for a slot, and bounds a pipeline by maxInFlight', () => {
    marbles(({ cold, expectObservable, flush }) => {
      const model = virtualModel(2, 4);
      let most = 0;
      const inputs = () => {
        most = Math.max(most, model.busySlots);
        return one();
      };
      expectObservable(cold('(abcdef|)').pipe(through(model, { maxInFlight: 3, inputs }))).toBe(
        '--a-b-c-d-e-(f|)',
      );
      flush();
      expect(most).toBe(3);
      expectSettled(model, { delivered: 6 });
    });
  });

  it('gives every pipeline its turn', () => {
    marbles(({ cold, expectObservable, flush }) => {
      const model = virtualModel(1, 1);
      expectObservable(cold('(abc|)').pipe(through(model))).toBe('-ab-(c|)');
      expectObservable(cold('(xyz|)').pipe(through(model))).toBe('---x-y(z|)');
      flush();
      expectSettled(model, { delivered: 6 });
    });
  });

  it('with callbackInterval 0 gives results without a callback, when the last slot is taken and on complete', () => {
    marbles(({ cold, expectObservable, flush }) => {
      const model = virtualModel(1, 3);
      expectObservable(cold('a-b-c----d---|').pipe(through(model, { callbackInterval: 0 }))).toBe(
        '-----(abc)---(d|)',
      );
      flush();
      expect(model.stats()).toMatchObject({ executions: 4, callbacks: 0 });
      expectSettled(model, { delivered: 4 });
    });
  });

  it('is fail-stop: all inputs without a reported result fail, and the model is rebuilt for the next ones', () => {
    marbles(({ cold, expectObservable, flush }) => {
      const model = createVirtualDevice({ serviceTime: 2 }).createModel({
        compute: ({ x }) => {
          if (x?.data[0] === 2) throw new Error('two is too many');
          return { y: [0] };
        },
      });
      const numbers = { a: 1, b: 2, c: 3 };
      const config = { inputs: (n: number) => Float32Array.of(n), callbackInterval: 1 };
      const error = new AclError('aclrtSynchronizeStream', 507011, 'two is too many');
      expectObservable(cold('(abc|)', numbers).pipe(through(model, config))).toBe('--a-#', numbers, error);
      expectObservable(cold('------(ac|)', numbers).pipe(through(model, config))).toBe(
        '--------a-(c|)',
        numbers,
      );
      flush();
      expectSettled(model, { submitted: 5, delivered: 3, failed: 2 });
    });
  });

  it('starts over with retry', () => {
    marbles(({ cold, expectObservable, flush }) => {
      let failures = 1;
      const model = createVirtualDevice({ serviceTime: 1 }).createModel({
        compute: () => {
          if (failures-- > 0) throw new Error('once');
          return { y: [0] };
        },
      });
      expectObservable(cold('(ab|)').pipe(through(model), retry(1))).toBe('--a(b|)');
      flush();
      expectSettled(model, { submitted: 4, failed: 2, delivered: 2 });
    });
  });

  it('when the model is closed, finishes inputs that have a slot, and ends pipelines with waiting inputs', () => {
    marbles(({ cold, expectObservable, flush }) => {
      const model = virtualModel(3);
      const closed = new AscendRxError('ERR_CLOSED', 'The model is closed');
      expectObservable(cold('(ab)').pipe(through(model, { callbackInterval: 5 }))).toBe(
        '---------(ab#)',
        undefined,
        closed,
      );
      expectObservable(cold('c|').pipe(through(model))).toBe('---------(c|)');
      expectObservable(cold('-').pipe(through(model))).toBe('-#', undefined, closed);
      cold('-x').subscribe(() => void model.close());
      flush();
      expectSettled(model, { delivered: 3 });
    });
  });
});

describe('infer with everything at once', () => {
  it.each([
    { count: 10, callbackInterval: 3, slots: 256, callbacks: 4 },
    { count: 100, callbackInterval: 3, slots: 7, callbacks: 34 },
    { count: 1000, callbackInterval: 2, slots: 2, callbacks: 500 },
    { count: 10_000, callbackInterval: 8, slots: 100, callbacks: 1250 },
    { count: 20, callbackInterval: 8, slots: 3, callbacks: 7 },
  ])('$count inputs at interval $callbackInterval over $slots slots: $callbacks callbacks', (row) => {
    marbles(({ flush }) => {
      const model = virtualModel(1, row.slots);
      const indices: number[] = [];
      range(row.count)
        .pipe(infer(model, { inputs: one, callbackInterval: row.callbackInterval }))
        .subscribe(({ index }) => indices.push(index));
      flush();
      expect(indices).toEqual(Array.from({ length: row.count }, (_, index) => index));
      expect(model.stats()).toMatchObject({ executions: row.count, callbacks: row.callbacks });
      expectSettled(model, { delivered: row.count });
    });
  });

  it('does not let 64 half-filled groups wait for each other', () => {
    marbles(({ flush }) => {
      const model = virtualModel(1, 64);
      const sources = Array.from({ length: 64 }, () => new Subject<number>());
      let results = 0;
      for (const source of sources) {
        source.pipe(infer(model, { inputs: one, callbackInterval: 4 })).subscribe(() => {
          results += 1;
        });
      }
      for (let n = 0; n < 3; n += 1) for (const source of sources) source.next(n);
      flush();
      // 192 inputs over 64 slots: all have gone through but those of groups that can still fill up.
      expect(results).toBeGreaterThanOrEqual(128);
      expect(model.stats().ledger.waiting).toBe(0);
      for (const source of sources) source.complete();
      flush();
      expectSettled(model, { submitted: 192, delivered: 192 });
    });
  });

  it('accepts inputs that are pushed inside of a result', () => {
    marbles(({ flush }) => {
      const model = virtualModel(1, 2);
      const source = new Subject<number>();
      const seen: number[] = [];
      source
        .pipe(infer(model, { inputs: one, maxInFlight: 2, callbackInterval: 2 }))
        .subscribe(({ source: n }) => {
          seen.push(n);
          expectBalanced(model.stats().ledger);
          expect(model.stats().ledger.inFlight).toBeLessThanOrEqual(2);
          if (n < 19) source.next(n + 2);
          if (n === 19) source.complete();
        });
      source.next(0);
      source.next(1);
      flush();
      expect(seen).toEqual(Array.from({ length: 21 }, (_, n) => n));
      expectSettled(model, { delivered: 21 });
    });
  });
});

describe('infer over a source that emits while it is subscribed to', () => {
  const emitting = (emitted: number[]) =>
    new Observable<number>((subscriber) => {
      for (let n = 0; !subscriber.closed && n < 10; n += 1) {
        emitted.push(n);
        subscriber.next(n);
      }
    });

  it('stops it when it is unsubscribed meanwhile', () => {
    const model = virtualModel();
    const emitted: number[] = [];
    const stop = new Subject<void>();
    const inputs = (n: number) => {
      if (n === 2) stop.next();
      return one();
    };
    emitting(emitted).pipe(infer(model, { inputs }), takeUntil(stop)).subscribe();
    expect(emitted).toEqual([0, 1, 2]);
    expect(model.stats().ledger).toMatchObject({ submitted: 3, cancelled: 3 });
  });

  it('stops it when an input does not fit', () => {
    marbles(({ flush }) => {
      const model = virtualModel();
      const emitted: number[] = [];
      const errors: unknown[] = [];
      const inputs = (n: number) => new Float32Array(n === 1 ? 2 : 1);
      emitting(emitted)
        .pipe(infer(model, { inputs }))
        .subscribe({ error: (error) => errors.push(error) });
      expect(emitted).toEqual([0, 1]);
      expect(errors).toEqual([expect.objectContaining({ code: 'ERR_INPUT' })]);
      flush();
      assertSettled(model);
      expectSettled(model, { submitted: 2, failed: 1, cancelled: 1 });
    });
  });

  it('stops it when the model is closed meanwhile', () => {
    marbles(({ flush }) => {
      const model = virtualModel();
      const emitted: number[] = [];
      const errors: unknown[] = [];
      const inputs = (n: number) => {
        if (n === 1) void model.close();
        return one();
      };
      emitting(emitted)
        .pipe(infer(model, { inputs }))
        .subscribe({ error: (error) => errors.push(error.code) });
      flush();
      expect(errors).toEqual(['ERR_CLOSED']);
      expectSettled(model, { delivered: 1 });
      assertSettled(model);
    });
  });

  it('is not subscribed to at all when the model is closed', async () => {
    const model = virtualModel();
    await model.close();
    const emitted: number[] = [];
    const result = lastValueFrom(emitting(emitted).pipe(through(model)));
    await expect(result).rejects.toMatchObject({ name: 'AscendRxError', code: 'ERR_CLOSED' });
    expect(emitted).toEqual([]);
  });
});

describe('infer in real time', () => {
  it('stops a synchronous source when an input that does not fit ends the pipeline', async () => {
    const model = virtualModel(0, 4);
    const emitted: number[] = [];
    const source = concat(
      range(50),
      throwError(() => new Error('reached')),
    );
    const results = await lastValueFrom(
      source.pipe(
        map((n) => {
          emitted.push(n);
          return n;
        }),
        infer(model, {
          inputs: (n) => {
            if (n === 3) throw new Error('stop here');
            return one();
          },
        }),
        toArray(),
      ),
    ).catch((error: Error) => error.message);
    expect(results).toBe('stop here');
    expect(emitted).toEqual([0, 1, 2, 3]);
    expectSettled(model, { submitted: 4, failed: 1, cancelled: 3 });
  });

  it('take() gets its results and cancels the rest', async () => {
    const model = virtualModel(0, 4);
    const results = await lastValueFrom(
      range(1000).pipe(through(model, { callbackInterval: 2 }), take(3), toArray()),
    );
    expect(results).toEqual([0, 1, 2]);
    expectSettled(model, { submitted: 1000, delivered: 3, cancelled: 997 });
  });

  it('gives source, outputs, index and timing', async () => {
    const model = createVirtualDevice().createModel({
      inputs: [{ name: 'image', type: 'uint8', dims: [2, 2] }],
      outputs: [{ name: 'mean', type: 'float32', dims: [] }],
      compute: ({ image }) => ({ mean: [Array.from(image?.data as Uint8Array).reduce((a, b) => a + b) / 4] }),
    });
    const image = Uint8Array.of(1, 2, 3, 6);
    const result = await lastValueFrom(of({ image }).pipe(infer(model)));
    expect(result).toEqual({
      source: { image },
      outputs: { mean: { type: 'float32', dims: [], data: Float32Array.of(3) } },
      index: 0,
      timing: {
        queue: expect.any(Number),
        prepare: 0,
        copyIn: 0,
        compute: expect.any(Number),
        copyOut: 0,
        callbackWait: expect.any(Number),
        total: expect.any(Number),
      },
    });
  });
});
