import { describe, expect, it } from '@jest/globals';
import { type SchedulerLike, VirtualTimeScheduler } from 'rxjs';
import { Call } from '../../src/runner/call.js';
import { CallDeadlines } from '../../src/runner/call-deadlines.js';
import { CallSignals } from '../../src/runner/call-signals.js';
import { CallWatch } from '../../src/runner/call-watch.js';

/** Deadlines by themselves, on a clock that can be set back, and the calls that were late, each with the time that passed. */
function setup() {
  const timers = new VirtualTimeScheduler();
  let setBack = 0;
  const scheduler: SchedulerLike = {
    now: () => timers.now() - setBack,
    schedule: (work, delay, state) => timers.schedule(work as never, delay, state),
  };
  const late: string[] = [];
  const deadlines = new CallDeadlines<string>(scheduler, ({ call }) => {
    late.push(`${timers.now()} ${call.source}`);
  });
  const signals = new CallSignals<string>(() => {});
  const begin = (name: string, timeout: number) => {
    const call = new Call(
      name,
      0,
      scheduler.now(),
      () => {},
      () => {},
    );
    const watch = new CallWatch(call, timeout, undefined, signals);
    deadlines.add(watch);
    return watch;
  };
  const setClockBack = (ms: number) => {
    setBack += ms;
  };
  return { timers, late, deadlines, begin, setClockBack };
}

describe('CallDeadlines', () => {
  it('reports each call at its own deadline, and none that was settled before', () => {
    const { timers, late, deadlines, begin } = setup();
    begin('a', 30);
    const settled = begin('b', 5);
    begin('c', 10);
    deadlines.remove(settled);
    timers.flush();
    expect(late).toEqual(['10 c', '30 a']);
  });

  it('is not put off by a clock that has been set back', () => {
    const { timers, late, begin, setClockBack } = setup();
    begin('a', 10);
    timers.schedule(() => setClockBack(3_600_000), 5);
    timers.flush();
    expect(late).toEqual(['10 a']);
  });
});
