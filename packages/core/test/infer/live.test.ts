// Live sources: what a drop on overflow makes of `maxInFlight`, and `maxStaleness` until the device begins.
import { describe, expect, it } from '@jest/globals';
import { type Observable, Subject, take, takeUntil, timer, VirtualTimeScheduler } from 'rxjs';
import { one } from '../../../../test/support/feed.js';
import { ManualSession } from '../../../../test/support/manual-session.js';
import { expectSettled, marbles } from '../../../../test/support/marbles.js';
import { createModel } from '../../src/device-index.js';
import { type InferConfig, infer, type Model } from '../../src/index.js';
import { createVirtualDevice, withFaults } from '../../src/testing/index.js';
import { dropList, through, timeline } from '../support/through.js';

/** A camera with a frame every 33 ms, over a model that takes 80 ms: `index: ms from the frame to its result`. */
function filmed(model: Model, frames$: Observable<number>, config: InferConfig<number>): string[] {
  const lines: string[] = [];
  frames$
    .pipe(infer(model, { inputs: one, ...config }), takeUntil(timer(9_990)))
    .subscribe(({ index, timing }) => lines.push(`${index}: ${timing.total}`));
  return lines;
}

describe('a camera of 33 ms on a model of 80 ms', () => {
  it('has frames that are at most 193 ms old, by the defaults of an overflow that drops', () => {
    marbles(({ flush }) => {
      const model = createVirtualDevice({ serviceTime: 80 }).createModel();
      const { list, onDrop: add } = dropList();
      const onDrop = (n: number, cause: string, waited: number) => add(String(n), cause, waited);
      const config = { overflow: 'drop-oldest', maxStaleness: 200, onDrop } as const;
      const lines = filmed(model, timer(0, 33), config);
      flush();
      // A frame waits up to 33 ms for its slot, then for the execution before it, and is executed.
      expect(lines.slice(0, 8)).toEqual([
        '0: 80',
        '1: 127',
        '2: 174',
        '4: 188',
        '7: 169',
        '9: 183',
        '12: 164',
        '14: 178',
      ]);
      const ages = lines.map((line) => Number(line.split(': ')[1]));
      expect(Math.max(...ages)).toBe(192);
      expect(list.every((line) => line.includes('overflow'))).toBe(true);
      expectSettled(model, { submitted: 303, delivered: 124, dropped: list.length, cancelled: 3 });
    });
  });

  it('also if the newest frames are the ones that are dropped', () => {
    marbles(({ flush }) => {
      const model = createVirtualDevice({ serviceTime: 80 }).createModel();
      const lines = filmed(model, timer(0, 33), { overflow: 'drop-newest' });
      flush();
      expect(Math.max(...lines.map((line) => Number(line.split(': ')[1])))).toBe(159);
    });
  });

  it('drops at its result what the device began too late, if more may be in flight', () => {
    marbles(({ flush }) => {
      const model = createVirtualDevice({ serviceTime: 80 }).createModel();
      const { list, onDrop: add } = dropList();
      const onDrop = (n: number, cause: string, waited: number) => add(String(n), cause, waited);
      const config = { overflow: 'drop-oldest', maxInFlight: 100, maxStaleness: 200, onDrop } as const;
      const lines = filmed(model, timer(0, 33).pipe(take(8)), config);
      flush();
      // The device begins with frame n at 80n, when it is 47n ms old.
      expect(lines).toEqual(['0: 80', '1: 127', '2: 174', '3: 221', '4: 268']);
      expect(list).toEqual(['5 stale 315', '6 stale 362', '7 stale 409']);
      expectSettled(model, { submitted: 8, delivered: 5, dropped: 3 });
    });
  });
});

describe('the default of maxInFlight', () => {
  it.each<[InferConfig<number>, instances: number, number]>([
    [{ overflow: 'drop-oldest' }, 1, 2],
    [{ overflow: 'drop-newest' }, 1, 2],
    [{ overflow: 'drop-oldest' }, 3, 6],
    [{ overflow: 'drop-oldest', callbackInterval: 4 }, 1, 8],
    [{ overflow: 'drop-oldest', callbackInterval: 4 }, 2, 16],
    [{ overflow: 'drop-oldest', callbackInterval: 0 }, 2, 4],
    [{ overflow: 'drop-oldest', maxInFlight: 7 }, 1, 7],
    [{ overflow: 'drop-oldest', callbackInterval: 60 }, 1, 120],
    [{ overflow: 'error' }, 1, 100],
    [{ overflow: 'buffer', callbackInterval: 4 }, 2, 100],
  ])('with %j and %i instances is %i', (config, instances, most) => {
    marbles(({ flush }) => {
      const model = createVirtualDevice({ serviceTime: 1 }).createModel({ instances });
      const source = new Subject<number>();
      source.pipe(infer(model, { inputs: one, ...config })).subscribe({ error: () => {} });
      for (let n = 0; n <= most; n += 1) source.next(n);
      expect(model.stats().executions).toBe(most);
      source.complete();
      flush();
    });
  });

  it('counts executions: with batches there are as many of them', () => {
    marbles(({ flush }) => {
      const model = createVirtualDevice({ serviceTime: 9 }).createModel({ gears: [1, 2, 4] });
      const source = new Subject<number>();
      source.pipe(infer(model, { inputs: one, overflow: 'drop-oldest', batchSize: 4 })).subscribe();
      for (let n = 0; n < 12; n += 1) source.next(n);
      expect(model.stats().executions).toBe(2);
      source.complete();
      flush();
    });
  });

  it('refuses a callbackInterval that it cannot be computed of', () => {
    const model = createVirtualDevice().createModel();
    const call = () => infer(model, { overflow: 'drop-oldest', callbackInterval: 1.5 });
    expect(call).toThrow(RangeError);
    expect(call).toThrow('Expected an integer ≥ 0 for `callbackInterval` but received 1.5');
  });
});

describe('maxStaleness until the device begins', () => {
  it('lets pass what the device begins at that very moment, and drops what it begins 1 ms later', () => {
    marbles(({ cold, flush }) => {
      const model = createVirtualDevice({ serviceTime: 10 }).createModel();
      const { list, onDrop } = dropList();
      const lines = timeline(cold('(abcd|)').pipe(through(model, { maxStaleness: 20, onDrop })));
      flush();
      // c begins at 20, d at 30.
      expect(lines).toEqual(['10 a', '20 b', '30 c', '40 |']);
      expect(list).toEqual(['d stale 40']);
      expectSettled(model, { delivered: 3, dropped: 1 });
    });
    marbles(({ cold, flush }) => {
      const model = createVirtualDevice({ serviceTime: 10 }).createModel();
      const { list, onDrop } = dropList();
      timeline(cold('(abcd|)').pipe(through(model, { maxStaleness: 19, onDrop })));
      flush();
      expect(list).toEqual(['c stale 30', 'd stale 40']);
    });
  });

  it('judges each input of a group, and each of a batch, by its own age', () => {
    marbles(({ cold, flush }) => {
      const model = createVirtualDevice({ serviceTime: 10 }).createModel({ gears: [1, 2] });
      const { list, onDrop } = dropList();
      // The device begins with xy, which fills its batch at once, at 0; with ab at 10, with c at 20.
      const source = cold('(xy)a-(bc)-------|');
      const config = { batchSize: 2, callbackInterval: 3, maxQueueDelay: 4, maxStaleness: 5, onDrop };
      const lines = timeline(source.pipe(through(model, config)));
      flush();
      expect(lines).toEqual(['30 xyb|']);
      expect(list).toEqual(['a stale 26', 'c stale 24']);
      expectSettled(model, { delivered: 3, dropped: 2 });
    });
  });

  it('lets results go on that were held back behind the input', () => {
    const [first, second] = [new ManualSession(), new ManualSession()];
    const { scheduler, run } = virtual();
    const model = createModel([first, second], { scheduler, name: 'manual' });
    const { list, onDrop } = dropList();
    const source = new Subject<string>();
    const out: string[] = [];
    source.pipe(through(model, { maxStaleness: 20, onDrop })).subscribe((value) => out.push(value));
    source.next('a');
    source.next('b');
    run(40, () => second.report(undefined, [5, 5, 40, 40]));
    expect(out).toEqual([]);
    run(60, () => first.report(undefined, [21, 21, 60, 60]));
    expect([out, list]).toEqual([['b'], ['a stale 60']]);
    source.complete();
    expectSettled(model, { delivered: 1, dropped: 1 });
  });

  it('does not count for an input that is executed again: that it waits then is the wish of onFailure', () => {
    marbles(({ cold, flush }) => {
      const device = withFaults(createVirtualDevice({ serviceTime: 10 }), { submissions: { 0: 507011 } });
      const model = device.createModel();
      const { list, onDrop } = dropList();
      const config = { maxStaleness: 5, onFailure: { retry: { count: 1, delay: 20 } }, onDrop } as const;
      const lines = timeline(cold('a|').pipe(through(model, config)));
      flush();
      expect([lines, list]).toEqual([['30 a|'], []]);
      expectSettled(model, { delivered: 1 });
    });
  });

  it('does not drop what has failed, or has timed out, in place of that', () => {
    marbles(({ cold, flush }) => {
      const model = createVirtualDevice({ serviceTime: 10 }).createModel();
      const { list, onDrop } = dropList();
      const config = { maxStaleness: 5, timeout: 15, onFailure: 'drop', onDrop } as const;
      timeline(cold('(abc)').pipe(through(model, config)));
      flush();
      expect(list).toEqual(['b failure 15', 'c failure 15']);
      expect(model.stats().ledger).toMatchObject({ delivered: 1, dropped: 2, inFlight: 0 });
    });
  });

  it('an onDrop that throws ends the pipeline, and all slots come back', () => {
    marbles(({ cold, flush }) => {
      const model = createVirtualDevice({ serviceTime: 10 }).createModel();
      const onDrop = () => {
        throw new Error('not dropped');
      };
      const lines = timeline(cold('(abc)').pipe(through(model, { maxStaleness: 5, onDrop })));
      flush();
      expect(lines).toEqual(['10 a', '20 # not dropped']);
      expectSettled(model, { delivered: 1, dropped: 1, cancelled: 1 });
    });
  });

  it('an input that is too late in the input queue is not begun, though the event loop was busy when its timer was due', () => {
    const session = new ManualSession(1);
    const scheduler = new VirtualTimeScheduler();
    const model = createModel([session], { scheduler, name: 'manual' });
    const { list, onDrop } = dropList();
    const source = new Subject<string>();
    const out: string[] = [];
    source.pipe(through(model, { maxStaleness: 20, onDrop })).subscribe((value) => out.push(value));
    source.next('a');
    source.next('b');
    // The report comes before the timer, as in a turn of an event loop that has been busy for 50 ms.
    scheduler.frame = 50;
    session.report(undefined, [0, 0, 10, 10]);
    expect([out, list, session.log]).toEqual([['a'], ['b stale 50'], ['execute 0', 'launch 0']]);
    scheduler.flush();
    expect(list).toHaveLength(1);
    source.complete();
    expectSettled(model, { delivered: 1, dropped: 1 });
  });

  it('without moments of the device drops nothing at its result: reports that come together say nothing', () => {
    const session = new ManualSession();
    const { scheduler, run } = virtual();
    const model = createModel([session], { scheduler, name: 'manual' });
    const source = new Subject<string>();
    const out: string[] = [];
    source.pipe(through(model, { maxStaleness: 20 })).subscribe((value) => out.push(value));
    source.next('a');
    source.next('b');
    run(500, () => {
      session.report();
      session.report();
    });
    expect(out).toEqual(['a', 'b']);
    source.complete();
    expectSettled(model, { delivered: 2 });
  });

  describe('of a batch that starts at the last moment', () => {
    const config = { batchSize: 2, maxQueueDelay: 5, maxStaleness: 5 };

    it('is kept if nothing is queued before it, however late its timer is', () => {
      const { session, run, source, out, model } = batching();
      source.next('a');
      run(6, () => {});
      // A real timer is late, and so is the thread that submits.
      session.report(undefined, [7, 7, 9, 9]);
      expect(out).toEqual(['a']);
      source.complete();
      expectSettled(model, { delivered: 1 });
    });

    it('is not kept if it has to wait for the device', () => {
      const { session, run, source, out, list, model } = batching();
      source.next('a');
      source.next('b');
      source.next('c');
      run(5, () => {});
      expect(session.log).toEqual(['execute 0', 'launch 0', 'execute 1', 'launch 1']);
      run(30, () => {
        session.report(undefined, [0, 0, 20, 20]);
        session.report(undefined, [20, 20, 30, 30]);
      });
      expect([out, list]).toEqual([['a', 'b'], ['c stale 30']]);
      source.complete();
      expectSettled(model, { delivered: 2, dropped: 1 });
    });

    function batching() {
      const session = Object.assign(new ManualSession(), { batchSizes: [1, 2] });
      const { scheduler, run } = virtual();
      const model = createModel([session], { scheduler, name: 'manual' });
      const { list, onDrop } = dropList();
      const source = new Subject<string>();
      const out: string[] = [];
      source.pipe(through(model, { ...config, onDrop })).subscribe((value) => out.push(value));
      return { session, run, source, out, list, model };
    }
  });

  it('gives the memory of outputs back that nobody gets', () => {
    const released: ArrayBuffer[] = [];
    const made: ArrayBuffer[] = [];
    class Lending extends ManualSession {
      release(buffer: ArrayBuffer): void {
        released.push(buffer);
      }
      override outputsOf(count: number): ArrayBuffer[] {
        return Array.from({ length: count }, () => {
          made.push(new ArrayBuffer(64));
          return made.at(-1) as ArrayBuffer;
        });
      }
    }
    const session = new Lending();
    const { scheduler, run } = virtual();
    const model = createModel([session], { scheduler, name: 'manual' });
    const source = new Subject<string>();
    source.pipe(through(model, { callbackInterval: 2, maxStaleness: 20 })).subscribe();
    source.next('a');
    source.next('b');
    run(50, () => session.report(undefined, [20, 20, 21, 21, 21, 21, 22, 22]));
    expect(released).toEqual([made[1]]);
    source.complete();
    expectSettled(model, { delivered: 1, dropped: 1 });
  });
});

/** Virtual time of a test that sends a session's events by hand: `run` lets time pass until a moment, and does something then. */
function virtual() {
  const scheduler = new VirtualTimeScheduler();
  const run = (at: number, work: () => void) => {
    scheduler.maxFrames = at;
    const { frame } = scheduler;
    // Timers that are due meanwhile do not run first: whatever `work` is, it comes in time.
    scheduler.schedule(work, at - frame);
    scheduler.flush();
  };
  return { scheduler, run };
}
