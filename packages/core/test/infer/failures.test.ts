// `onFailure` and `timeout`: what becomes of inputs that fail.
import { describe, expect, it } from '@jest/globals';
import { asyncScheduler } from 'rxjs';
import { expectSettled, marbles } from '../../../../test/support/marbles.js';
import { AclError, type Drop, type InferFailure, InferTimeoutError } from '../../src/index.js';
import { createVirtualDevice, type FaultPlan, withFaults } from '../../src/testing/index.js';
import { dropList, through, timeline } from '../support/through.js';

const faulty = (plan: FaultPlan, serviceTime = 1, options = {}) =>
  withFaults(createVirtualDevice({ serviceTime }), plan).createModel(options);

const refused = new AclError('aclmdlExecuteAsync', 507011);

describe('onFailure', () => {
  it('fail, the default, ends the pipeline after the earlier results', () => {
    marbles(({ cold, expectObservable, flush }) => {
      const model = faulty({ submissions: { 1: 507011 } });
      expectObservable(cold('(abc|)').pipe(through(model, { callbackInterval: 3 }))).toBe(
        '--(a#)',
        undefined,
        refused,
      );
      flush();
      expectSettled(model, { delivered: 1, failed: 1, cancelled: 1 });
    });
  });

  it('drop leaves the input out, and reports it', () => {
    marbles(({ cold, flush }) => {
      const model = faulty({ submissions: { 1: 507011 } });
      const { list, onDrop } = dropList();
      const drops: Drop[] = [];
      model.dropped$.subscribe((drop) => drops.push(drop));
      const lines = timeline(
        cold('(abc|)').pipe(through(model, { onFailure: 'drop', onDrop, label: 'cam' })),
      );
      flush();
      expect(lines).toEqual(['1 a', '2 c|']);
      expect(list).toEqual(['b failure 1']);
      expect(drops).toEqual([
        { label: 'cam', source: 'b', index: 1, cause: 'failure', waited: 1, error: refused },
      ]);
      expectSettled(model, { delivered: 2, dropped: 1 });
    });
  });

  it('drop after a failure on the device leaves out all inputs without a reported result', () => {
    marbles(({ cold, flush }) => {
      const model = faulty({ inferences: { 1: 507011 } });
      const { list, onDrop } = dropList();
      const source = cold('(abc)---d|');
      const lines = timeline(source.pipe(through(model, { onFailure: 'drop', onDrop })));
      flush();
      expect(lines).toEqual(['1 a', '9 d|']);
      expect(list).toEqual(['b failure 2', 'c failure 2']);
      expectSettled(model, { delivered: 2, dropped: 2 });
    });
  });

  it('retry executes the input again after the delay, and keeps its place in the order', () => {
    marbles(({ cold, flush }) => {
      const model = faulty({ submissions: { 1: 507011 } });
      const onFailure = { retry: { count: 1, delay: 5 } };
      const lines = timeline(cold('(abc|)').pipe(through(model, { onFailure })));
      flush();
      expect(lines).toEqual(['1 a', '7 bc|']);
      expect(model.stats()).toMatchObject({ executions: 4 });
      expectSettled(model, { submitted: 3, delivered: 3 });
    });
  });

  it('retries start in the order of the source, whatever their delays', () => {
    marbles(({ cold, flush }) => {
      const model = faulty({ submissions: { 0: 507011, 1: 507011 } }, 5, { slots: 2 });
      // b waits from 1 on, a from 2 on; c has a slot until 5, d until 10.
      const onFailure = ({ source }: InferFailure<string>) => ({
        retry: { count: 1, delay: source === 'a' ? 2 : 1 },
      });
      const lines = timeline(cold('(abcde|)').pipe(through(model, { onFailure, order: 'completion' })));
      flush();
      expect(lines).toEqual(['5 c', '10 d', '15 a', '20 b', '25 e|']);
      expectSettled(model, { delivered: 5 });
    });
  });

  it('retry waits no longer than its pipeline: no timer outlasts it', () => {
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const model = faulty({ submissions: { 0: 507011 } });
      const onFailure = { retry: { count: 1, delay: 1000 } };
      const source = cold('a');
      expectObservable(source.pipe(through(model, { onFailure })), '^--!').toBe('---');
      expectSubscriptions(source.subscriptions).toBe('^--!');
      flush();
      expect(asyncScheduler.now()).toBe(3);
      expectSettled(model, { cancelled: 1 });
    });
  });

  it('retry that has failed `count` times follows `then`', () => {
    const played = (then: 'fail' | 'drop', expected: string[]) =>
      marbles(({ cold, flush }) => {
        const model = faulty({ submissions: { 0: 507011, 2: 507011, 3: 507011 } });
        const onFailure = { retry: { count: 2 }, then };
        const lines = timeline(cold('(ab|)').pipe(through(model, { onFailure })));
        flush();
        expect(lines).toEqual(expected);
        expectSettled(model, {});
      });
    played('drop', ['1 b|']);
    played('fail', [`1 # ${refused.message}`]);
  });

  it('retry goes to another instance while the failed one is rebuilt', () => {
    marbles(({ cold, flush }) => {
      const model = faulty({ inferences: { 0: 507011 }, rebuilds: { 0: 507011 } }, 2, { instances: 2 });
      const events: string[] = [];
      model.events$.subscribe(({ type, instance }) => events.push(`${type} ${instance}`));
      const lines = timeline(cold('(abc|)').pipe(through(model, { onFailure: { retry: { count: 1 } } })));
      flush();
      expect(lines).toEqual(['4 ab', '6 c|']);
      expect(events).toEqual(['failed 0', 'rebuilt 0']);
      expectSettled(model, { delivered: 3 });
    });
  });

  it('a function is called for each input, with its failure', () => {
    marbles(({ cold, flush }) => {
      const model = faulty({ submissions: { 0: 507011, 1: 507011, 3: 507011 } });
      const asked: InferFailure<string>[] = [];
      const onFailure = (failure: InferFailure<string>) => {
        asked.push(failure);
        return failure.index === 0 ? 'drop' : ({ retry: { count: 1 }, then: 'drop' } as const);
      };
      const lines = timeline(cold('(abc|)').pipe(through(model, { onFailure })));
      flush();
      expect(lines).toEqual(['1 c|']);
      expect(asked).toEqual([
        { error: refused, source: 'a', index: 0, attempts: 1 },
        { error: refused, source: 'b', index: 1, attempts: 1 },
        { error: refused, source: 'b', index: 1, attempts: 2 },
      ]);
      expectSettled(model, { delivered: 1, dropped: 2 });
    });
  });

  it('a function that throws, or returns a wrong value, ends the pipeline with an error', () => {
    const played = (onFailure: () => never, message: string) =>
      marbles(({ cold, flush }) => {
        const model = faulty({ submissions: { 0: 507011 } });
        const lines = timeline(cold('(ab|)').pipe(through(model, { onFailure })));
        flush();
        expect(lines).toEqual([`0 # ${message}`]);
        expectSettled(model, { submitted: 2 });
      });
    played(() => {
      throw new Error('undecided');
    }, 'undecided');
    const what = "'fail', 'drop' or { retry: { count, delay }, then: 'fail' | 'drop' }";
    played((() => 'ignore') as () => never, `Expected ${what} for \`onFailure\` but received 'ignore'`);
  });

  it('an input that does not fit is not retried', () => {
    marbles(({ cold, flush }) => {
      const model = faulty({});
      let asked = 0;
      const inputs = (value: string) => {
        if (value === 'b') asked += 1;
        return value === 'b' ? Float32Array.of(1, 2) : Float32Array.of(1);
      };
      const onFailure = { retry: { count: 3 }, then: 'drop' } as const;
      const lines = timeline(cold('(abc|)').pipe(through(model, { inputs, onFailure })));
      flush();
      expect(lines).toEqual(['1 a', '2 c|']);
      expect(asked).toBe(1);
      expectSettled(model, { delivered: 2, dropped: 1 });
    });
  });
});

describe('timeout', () => {
  it('fails an input without a result in time, counted from its slot', () => {
    marbles(({ cold, expectObservable, flush }) => {
      const model = createVirtualDevice({ serviceTime: 4 }).createModel({ slots: 1 });
      // b waits for its slot until 4, which does not count, and would end at 8.
      expectObservable(cold('(ab|)').pipe(through(model, { timeout: 5 }))).toBe('----a---(b|)');
      expectObservable(cold('10ms a').pipe(through(model, { timeout: 3 }))).toBe(
        '10ms ---#',
        undefined,
        new InferTimeoutError(3),
      );
      flush();
      expectSettled(model, { delivered: 2, failed: 1 });
    });
  });

  it('leaves the slot with the device until the execution ends, and ignores its result', () => {
    marbles(({ cold, flush }) => {
      const model = createVirtualDevice({ serviceTime: 4 }).createModel({ slots: 1 });
      const { list, onDrop } = dropList();
      const config = { timeout: 3, onFailure: 'drop', onDrop } as const;
      const lines = timeline(cold('(a|)').pipe(through(model, config)));
      const next = timeline(cold('(b|)').pipe(through(model)));
      flush();
      expect(list).toEqual(['a failure 3']);
      expect(lines).toEqual(['3 |']);
      expect(next).toEqual(['8 b|']);
      expectSettled(model, { delivered: 1, dropped: 1 });
    });
  });

  it('with a retry executes the input again beside the late execution, and keeps its place in the order', () => {
    marbles(({ cold, flush }) => {
      const times = [9, 1, 1];
      const serviceTime = (_: number, ordinal: number) => times[ordinal] ?? 1;
      const model = createVirtualDevice({ serviceTime }).createModel({ instances: 2 });
      const config = { timeout: 3, onFailure: { retry: { count: 1 } } };
      const lines = timeline(cold('(ab|)').pipe(through(model, config)));
      flush();
      expect(lines).toEqual(['4 ab|']);
      expect(model.stats()).toMatchObject({ executions: 3 });
      expectSettled(model, { delivered: 2 });
    });
  });

  it.each([
    ['whose source has completed', 'a|', ['1 a|']],
    ['whose source goes on', 'a-', ['1 a']],
  ])('sets no timer that outlasts the inputs of a pipeline %s', (_, source, expected) => {
    marbles(({ cold, flush }) => {
      const model = createVirtualDevice({ serviceTime: 1 }).createModel();
      const lines = timeline(cold(source).pipe(through(model, { timeout: 1000 })));
      flush();
      expect(lines).toEqual(expected);
      expect(asyncScheduler.now()).toBe(1);
      expectSettled(model, { delivered: 1 });
    });
  });
});
