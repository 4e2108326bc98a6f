// `prepare` and `maxPreparing`: a value takes its slot first, then it is prepared, then executed.
import { describe, expect, it } from '@jest/globals';
import { asyncScheduler, EMPTY, map, of, Subject, take, timer } from 'rxjs';
import { expectSettled, marbles } from '../../../../test/support/marbles.js';
import { infer, inferFrom, type TypedArray } from '../../src/index.js';
import { assertSettled, createVirtualDevice, withFaults } from '../../src/testing/index.js';
import { Kitchen, prepared } from '../support/preparing.js';
import { dropList, timeline } from '../support/through.js';

const virtualModel = (serviceTime = 0, slots = 256, instances = 1) =>
  createVirtualDevice({ serviceTime, devices: instances }).createModel({ slots, instances });

const fail = (what: string): never => {
  throw new Error(what);
};

describe('prepare', () => {
  it('writes the inputs, and what it returns comes out with the result', () => {
    marbles(({ cold, expectObservable, flush }) => {
      const model = createVirtualDevice({ serviceTime: 1 }).createModel({
        inputs: [
          { name: 'x', type: 'float32', dims: [2] },
          { name: 'n', type: 'int64', dims: [1] },
        ],
        outputs: [{ name: 'y', type: 'float32', dims: [3] }],
        compute: ({ x, n }) => ({ y: [...(x.data as Float32Array), Number(n.data[0])] }),
      });
      const results = cold('ab|').pipe(
        infer(model, {
          prepare: (value, target, { index }) => {
            const [x, n] = target as unknown as [Float32Array, BigInt64Array];
            x.set([index, index + 1]);
            n[0] = BigInt(value.charCodeAt(0));
            return { name: value.toUpperCase() };
          },
        }),
        map(({ prepared: { name }, outputs }) => [name, ...(outputs.y.data as Float32Array)].join()),
      );
      expectObservable(results).toBe('-a(b|)', { a: 'A,0,1,97', b: 'B,1,2,98' });
      flush();
      expectSettled(model, { delivered: 2 });
      assertSettled(model);
    });
  });

  it('executes in the same call when it returns a plain value', () => {
    marbles(({ flush }) => {
      const model = virtualModel(5);
      const source = new Subject<string>();
      const seen: number[] = [];
      source.pipe(prepared(model, new Kitchen().prepare)).subscribe();
      source.next('a');
      seen.push(model.stats().executions);
      source.next('b');
      seen.push(model.stats().executions);
      source.complete();
      expect(seen).toEqual([1, 2]);
      flush();
      expectSettled(model, { delivered: 2 });
    });
  });

  it('is ready with the first value of an Observable, or with its completion', () => {
    marbles(({ cold, flush }) => {
      const model = virtualModel(1);
      const first = timer(2, 2).pipe(map((n) => `first ${n}`));
      const kinds = { a: first, b: EMPTY, c: of('now', 'later'), d: cold<string>('---|') };
      const outs: unknown[] = [];
      cold('(abcd|)')
        .pipe(infer(model, { prepare: (value) => kinds[value as keyof typeof kinds] }))
        .subscribe(({ source, prepared: out }) => outs.push(`${asyncScheduler.now()} ${source} ${out}`));
      flush();
      expect(outs).toEqual(['3 a first 0', '3 b undefined', '3 c now', '4 d undefined']);
      expectSettled(model, { delivered: 4 });
    });
  });

  it('waits for a Promise in real time', async () => {
    const model = createVirtualDevice().createModel();
    const prepare = async (n: number, target: readonly TypedArray[]) => {
      await Promise.resolve();
      (target[0] as Float32Array)[0] = n;
      return { twice: 2 * n };
    };
    const results: number[] = [];
    await new Promise<void>((complete, error) => {
      inferFrom([1, 2, 3], model, { prepare }).subscribe({
        next: ({ prepared: { twice } }) => results.push(twice),
        error,
        complete,
      });
    });
    expect(results).toEqual([2, 4, 6]);
    const runner = model.runner({ prepare });
    expect((await runner.run(5)).prepared.twice).toBe(10);
    await runner.close();
    assertSettled(model);
  });

  it('gives the value its slot first: it is in flight from the call on, and counts in maxInFlight', () => {
    marbles(({ cold, flush }) => {
      const model = virtualModel(1);
      const kitchen = new Kitchen({ a: 3, b: 3, c: 3 });
      const seen: object[] = [];
      const lines = timeline(
        cold('(abc|)').pipe(
          prepared(
            model,
            (...call) => {
              const { waiting, inFlight } = model.stats().ledger;
              seen.push({ waiting, inFlight, busy: model.busySlots });
              return kitchen.prepare(...call);
            },
            { maxInFlight: 2 },
          ),
        ),
      );
      flush();
      expect(kitchen.log).toEqual(['0 a', '0 b', '4 c']);
      expect(seen).toEqual([
        { waiting: 0, inFlight: 1, busy: 1 },
        { waiting: 0, inFlight: 2, busy: 2 },
        // The result of a is about to be emitted.
        { waiting: 0, inFlight: 3, busy: 2 },
      ]);
      expect(lines).toEqual(['4 a', '5 b', '8 c|']);
      assertSettled(model);
    });
  });

  it('is never called for a value that is dropped', () => {
    marbles(({ cold, flush }) => {
      const model = virtualModel(10);
      const kitchen = new Kitchen();
      const { list, onDrop } = dropList();
      const options = { maxInFlight: 1, overflow: 'drop-oldest', onDrop } as const;
      const lines = timeline(cold('abcdef|').pipe(prepared(model, kitchen.prepare, options)));
      flush();
      expect(lines).toEqual(['10 a', '20 f|']);
      expect(kitchen.log).toEqual(['0 a', '10 f']);
      expect(list.map((line) => line[0])).toEqual(['b', 'c', 'd', 'e']);
      expectSettled(model, { delivered: 2, dropped: 4 });
    });
  });

  it('lets the value leave maxStaleness', () => {
    marbles(({ cold, flush }) => {
      const model = virtualModel(1);
      const kitchen = new Kitchen({ a: 20, b: 20 });
      const { list, onDrop } = dropList();
      const options = { maxPreparing: 1, maxStaleness: 5, onDrop };
      const lines = timeline(cold('ab|').pipe(prepared(model, kitchen.prepare, options)));
      flush();
      // b waited too long before; a was prepared for longer than that.
      expect(list).toEqual(['b stale 5']);
      expect(lines).toEqual(['21 a|']);
    });
  });

  it('is a part of the timing', () => {
    marbles(({ cold, flush }) => {
      const model = virtualModel(4);
      const timings: object[] = [];
      cold('(ab|)')
        .pipe(infer(model, { prepare: new Kitchen({ a: 3, b: 3 }).prepare, maxPreparing: 1 }))
        .subscribe(({ timing }) => timings.push(timing));
      flush();
      const same = { prepare: 3, copyIn: 0, compute: 4, copyOut: 0, callbackWait: 0 };
      expect(timings).toEqual([
        { queue: 0, total: 7, ...same },
        // 3 for a place to be prepared in, 1 behind the execution of a.
        { queue: 4, total: 11, ...same },
      ]);
    });
  });

  it('is a part of the timing after a retry, too, which does not prepare again', () => {
    marbles(({ cold, flush }) => {
      const device = withFaults(createVirtualDevice({ serviceTime: 2 }), { submissions: { 0: 507011 } });
      const timings: object[] = [];
      const onFailure = { retry: { count: 1, delay: 4 } } as const;
      cold('a|')
        .pipe(infer(device.createModel(), { prepare: new Kitchen({ a: 3 }).prepare, onFailure }))
        .subscribe(({ timing }) => timings.push(timing));
      flush();
      const parts = { queue: 4, prepare: 3, copyIn: 0, compute: 2, copyOut: 0, callbackWait: 0 };
      expect(timings).toEqual([{ ...parts, total: 9 }]);
    });
  });

  it('is in stats$', () => {
    marbles(({ cold, flush }) => {
      const model = virtualModel(1);
      const parts: number[] = [];
      model.stats$.pipe(take(1)).subscribe(({ latency }) => parts.push(latency.prepare.max));
      cold('a|')
        .pipe(prepared(model, new Kitchen({ a: 6 }).prepare))
        .subscribe();
      flush();
      expect(parts).toEqual([6]);
    });
  });
});

describe('maxPreparing', () => {
  it('bounds the executions that prepare at once; each executes when it is ready, and order sorts the results', () => {
    marbles(({ cold, expectObservable, flush }) => {
      const kitchen = new Kitchen({ a: 6, b: 1, c: 2, d: 3 });
      const byOrder = (order: 'submission' | 'completion') => {
        const model = virtualModel(0);
        return cold('(abcd|)').pipe(prepared(model, kitchen.prepare, { maxPreparing: 2, order }));
      };
      expectObservable(byOrder('completion')).toBe('-b-c--(ad|)');
      expectObservable(byOrder('submission')).toBe('------(abcd|)');
      flush();
      expect(kitchen.most).toBe(4);
      const half = kitchen.log.filter((_, n) => n % 2 === 0);
      expect(half.length).toBe(4);
    });
  });

  it('is 4 by default, and counts executions, not values', () => {
    const most = (batchSize: number, maxPreparing?: number) => {
      const kitchen = new Kitchen(Object.fromEntries([...'abcdefghijkl'].map((value) => [value, 2])));
      marbles(({ cold, flush }) => {
        const model = createVirtualDevice().createModel({ gears: [1, 2] });
        const options = { batchSize, ...(maxPreparing ? { maxPreparing } : {}) };
        cold('(abcdefghijkl|)')
          .pipe(prepared(model, kitchen.prepare, options))
          .subscribe();
        flush();
        expectSettled(model, { delivered: 12 });
      });
      return kitchen.most;
    };
    expect([most(1), most(1, 6), most(2), most(2, 1)]).toEqual([4, 6, 8, 2]);
  });

  it('leaves room for nothing while all places are taken: overflow counts', () => {
    marbles(({ cold, flush }) => {
      const model = virtualModel(1);
      const { list, onDrop } = dropList();
      const options = { maxPreparing: 1, maxInFlight: 5, overflow: 'drop-newest', onDrop } as const;
      const kitchen = new Kitchen({ a: 3, b: 3, c: 3, d: 3 });
      const lines = timeline(cold('abc-d|').pipe(prepared(model, kitchen.prepare, options)));
      flush();
      expect(list).toEqual(['b overflow 0', 'c overflow 0']);
      expect(lines).toEqual(['4 a', '8 d|']);
    });
  });
});

describe('a batch that is prepared', () => {
  const gears = (serviceTime = 1) => createVirtualDevice({ serviceTime }).createModel({ gears: [1, 2, 4] });
  const options = { batchSize: 3, maxQueueDelay: 5 };

  it('shares one slot and waits for all its members', () => {
    marbles(({ cold, flush }) => {
      const model = gears();
      const kitchen = new Kitchen({ a: 1, b: 6, c: 3 });
      let busy = 0;
      asyncScheduler.schedule(() => {
        busy = model.busySlots;
      }, 2);
      const lines = timeline(cold('(abc|)').pipe(prepared(model, kitchen.prepare, options)));
      flush();
      expect(lines).toEqual(['7 abc|']);
      expect(busy).toBe(1);
      expect(model.stats().executions).toBe(1);
    });
  });

  it('is left by a member that fails; with none left, its slot goes back', () => {
    marbles(({ cold, flush }) => {
      const model = gears();
      const prepare = (value: string) => {
        if (value === 'a') throw new Error('a');
        const fails = timer(3).pipe(map(() => fail(value)));
        return value === 'b' || value > 'c' ? fails : timer(5);
      };
      const { list, onDrop } = dropList();
      const config = { ...options, onFailure: 'drop', onDrop } as const;
      const busy: number[] = [];
      for (const at of [1, 4, 7, 10]) asyncScheduler.schedule(() => busy.push(model.busySlots), at);
      const lines = timeline(cold('(abc)-(def|)').pipe(prepared(model, prepare, config)));
      flush();
      expect(list).toEqual(['a failure 0', 'b failure 3', 'd failure 3', 'e failure 3', 'f failure 3']);
      expect(lines).toEqual(['6 c', '9 |']);
      expect(busy).toEqual([1, 1, 1, 0]);
      expect(model.stats().executions).toBe(1);
      assertSettled(model);
    });
  });
});

describe('the target', () => {
  it('is used again, and as many are made as are in use', () => {
    marbles(({ cold, flush }) => {
      const model = virtualModel(1);
      const kitchen = new Kitchen();
      timeline(cold('a--b--c--d|').pipe(prepared(model, kitchen.prepare)));
      flush();
      expect(new Set(kitchen.targets).size).toBe(1);
      expect(Object.isFrozen(kitchen.targets[0])).toBe(true);
    });
  });

  it('is not used again while an aborted prepare may still write to it, and is when that has come to its end', async () => {
    const model = createVirtualDevice().createModel();
    const targets: unknown[] = [];
    const ends: (() => void)[] = [];
    const runner = model.runner({
      prepare: (_: number, target) => {
        targets.push(target);
        return targets.length === 1 ? new Promise<void>((resolve) => ends.push(resolve)) : undefined;
      },
    });
    const gone = new AbortController();
    const first = runner.run(0, { signal: gone.signal });
    gone.abort('gone');
    await expect(first).rejects.toBe('gone');
    expect(model.busySlots).toBe(0);
    await runner.run(1);
    await runner.run(2);
    expect(targets[1]).not.toBe(targets[0]);
    expect(targets[2]).toBe(targets[1]);
    ends[0]?.();
    await new Promise<void>((resolve) => setImmediate(resolve));
    await runner.run(3);
    expect(targets[3]).toBe(targets[0]);
    await runner.close();
    assertSettled(model);
  });

  it('is not used again while a device reads it: after a call was aborted on the device', async () => {
    const model = createVirtualDevice({ serviceTime: 10 }).createModel();
    const targets: unknown[] = [];
    const prepare = (_: number, target: unknown) => void targets.push(target);
    const gone = new AbortController();
    marbles(({ flush }) => {
      const runner = model.runner({ prepare });
      const run = (n: number, signal?: AbortSignal) =>
        void runner.run(n, signal ? { signal } : {}).catch((error) => expect(error).toBe('gone'));
      run(0, gone.signal);
      asyncScheduler.schedule(() => {
        gone.abort('gone');
        run(1);
      }, 3);
      // The device is past both.
      asyncScheduler.schedule(() => {
        run(2);
        run(3);
      }, 40);
      asyncScheduler.schedule(() => void runner.close(), 80);
      flush();
    });
    expect(targets[1]).not.toBe(targets[0]);
    expect(new Set(targets.slice(2))).toEqual(new Set(targets.slice(0, 2)));
    expectSettled(model, { delivered: 3, cancelled: 1 });
    assertSettled(model);
  });

  it('is not used again while a device reads it: after a retry on another instance was faster', () => {
    marbles(({ cold, flush }) => {
      const device = createVirtualDevice({ devices: 2 });
      // The first execution takes 30 ms.
      const serviceTime = (_: number, n: number) => (n === 0 ? 30 : 2);
      const model = device.createModel({ slots: 1, instances: 2, serviceTime });
      const kitchen = new Kitchen();
      const options = { timeout: 4, onFailure: { retry: { count: 1 } } } as const;
      const lines = timeline(cold('a---------b---- 25ms c|').pipe(prepared(model, kitchen.prepare, options)));
      flush();
      expect(lines).toEqual(['6 a', '12 b', '42 c|']);
      const [a, b, c] = kitchen.targets;
      expect(b).not.toBe(a);
      expect([a, b]).toContain(c);
      assertSettled(model);
    });
  });

  it('is not used again while a device reads it: after a timeout on the device', () => {
    marbles(({ cold, flush }) => {
      const model = virtualModel(10, 2);
      const kitchen = new Kitchen();
      const { list, onDrop } = dropList();
      const options = { timeout: 4, onFailure: 'drop', onDrop } as const;
      timeline(cold('a----b--------------c|').pipe(prepared(model, kitchen.prepare, options)));
      flush();
      expect(list.map((line) => line[0])).toEqual(['a', 'b', 'c']);
      const [a, b, c] = kitchen.targets;
      expect(b).not.toBe(a);
      expect([a, b]).toContain(c);
      assertSettled(model);
    });
  });
});

describe('options', () => {
  const model = createVirtualDevice().createModel();
  const prepare = () => {};

  it('are checked', () => {
    expect(() => infer(model, { prepare: 1 as never })).toThrow(
      new TypeError('Expected a function for `prepare` but received 1'),
    );
    for (const maxPreparing of [0, -1, 1.5, Number.POSITIVE_INFINITY]) {
      expect(() => infer(model, { prepare, maxPreparing })).toThrow(
        new RangeError(`Expected an integer ≥ 1 for \`maxPreparing\` but received ${maxPreparing}`),
      );
    }
    expect(() => model.runner({ prepare, maxPreparing: 0 })).toThrow(RangeError);
  });

  it('exclude inputs', () => {
    const both = { prepare, inputs: () => Float32Array.of(1) };
    const message = /^Expected `inputs` or `prepare` but received both: .* Leave `inputs` out\.$/;
    for (const take of [
      () => infer(model, both as never),
      () => inferFrom([1], model, both as never),
      () => model.runner(both as never),
    ]) {
      expect(take).toThrow(TypeError);
      expect(take).toThrow(message);
    }
  });

  it('need a model whose dims are known', () => {
    const dynamic = createVirtualDevice().createModel({
      inputs: [{ name: 'x', type: 'float32', dims: [-1] }],
      outputs: [{ name: 'y', type: 'float32', dims: [-1] }],
      compute: ({ x }) => ({ y: x }),
    });
    expect(() => infer(dynamic, { prepare })).toThrow(/all known for `prepare` but this model is dynamic/);
  });
});
