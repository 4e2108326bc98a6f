// The scheduler between clients that are played by hand and sessions that are played by hand.
import { describe, expect, it } from '@jest/globals';
import { asyncScheduler, VirtualTimeScheduler } from 'rxjs';
import { ManualSession } from '../../../../test/support/manual-session.js';
import { AclError } from '../../src/index.js';
import type { Execution } from '../../src/instance/execution.js';
import type { Group } from '../../src/instance/group.js';
import type { Instance } from '../../src/instance/instance.js';
import { SlotUsage } from '../../src/instance/slot-usage.js';
import { QueuePlace } from '../../src/scheduling/fair-queue.js';
import { type SlotClient, SlotScheduler } from '../../src/scheduling/slot-scheduler.js';

const deviceFailed = new AclError('aclrtSynchronizeStream', 507011);

/** A client that wants a slot for each letter of `waiting`, and closes a group with every execution unless `closes` is false. */
class Client implements SlotClient<string> {
  readonly usage = new SlotUsage();
  readonly place = new QueuePlace();
  readonly trace = undefined;
  readonly settings: { callbackInterval: number; blockType: 'block' };
  waiting = '';
  closes = true;
  readonly demand: SlotClient['demand'];

  constructor(
    readonly name: string,
    readonly scheduler: SlotScheduler,
    readonly log: string[],
    { callbackInterval = 1, maxInFlight = 100 } = {},
  ) {
    this.settings = { callbackInterval, blockType: 'block' };
    const has = () => this.waiting.length > 0;
    const allowance = () => maxInFlight - this.usage.slots;
    const wanted = () => Math.min(allowance(), this.waiting.length);
    this.demand = {
      get isReady() {
        return has() && allowance() > 0;
      },
      get mayStart() {
        return allowance() > 0;
      },
      get allowance() {
        return allowance();
      },
      get wanted() {
        return wanted();
      },
      get hasWaiting() {
        return has();
      },
    };
    scheduler.join(this);
  }

  want(letters: string): void {
    this.waiting += letters;
    this.scheduler.wake(this);
  }

  start(instance: Instance, slot: number, now: number, job?: string): boolean {
    const next = job ?? this.waiting[0];
    if (job === undefined) this.waiting = this.waiting.slice(1);
    if (next === undefined || next === '-') {
      instance.give(this, slot);
      this.log.push(`${this.name} had nothing`);
      return false;
    }
    const execution = {
      number: this.scheduler.nextExecution(),
      instance: instance.index,
      slot,
      jobs: [next],
      startedAt: now,
    };
    instance.assign(this, execution);
    instance.execute(slot, []);
    this.log.push(`${this.name} ${next} on ${instance.index}`);
    if (this.closes) instance.closeGroup(this, [execution]);
    return true;
  }

  closeGroups = (instance?: number) => void this.log.push(`${this.name} closes ${instance}`);
  pull = () => {};
  groupClosed = () => {};
  groupReported = ({ executions }: Group<string>) =>
    void this.log.push(`${this.name} has ${jobsOf(executions)}`);
  groupLost = ({ executions }: Group<string>) =>
    void this.log.push(`${this.name} lost ${jobsOf(executions)}`);
  displace = (executions: readonly Execution<string>[]) => executions;
  executionsLost = (executions: readonly Execution<string>[], { code }: AclError) =>
    void this.log.push(`${this.name} failed ${jobsOf(executions)} ${code}`);
  drain = () => void this.log.push(`${this.name} drains`);
  abort = (error: unknown) => void this.log.push(`${this.name} ${(error as { code: string }).code}`);
}

const jobsOf = (executions: readonly Execution<string>[]) => executions.flatMap(({ jobs }) => jobs).join('');

function setup({ slots = 1, instances = 1, scheduler = asyncScheduler as SlotSchedulerTime } = {}) {
  const sessions = Array.from({ length: instances }, () => new ManualSession(slots));
  const log: string[] = [];
  const slotScheduler = new SlotScheduler(sessions, scheduler, (instance, { type }) =>
    log.push(`instance ${instance} ${type}`),
  );
  const client = (name: string, options?: { callbackInterval?: number; maxInFlight?: number }) =>
    new Client(name, slotScheduler, log, options);
  return { session: sessions[0] as ManualSession, sessions, log, slotScheduler, client };
}

type SlotSchedulerTime = ConstructorParameters<typeof SlotScheduler>[1];

describe('SlotScheduler', () => {
  it('gives free slots to clients in turn, one at a time: a client joins the queue again after each slot', () => {
    const { session, log, client } = setup();
    const [a, b] = [client('a'), client('b')];
    a.want('123');
    b.want('45');
    for (let n = 0; n < 4; n += 1) session.report();
    expect(log.filter((line) => line.includes(' on '))).toEqual(['a 1', 'a 2', 'b 4', 'a 3', 'b 5'].map(on0));
  });

  it('takes the instance with the fewest busy slots', () => {
    const { sessions, log, client } = setup({ slots: 2, instances: 2 });
    const a = client('a');
    a.want('123');
    sessions[1]?.report();
    a.want('4');
    expect(log.filter((line) => line.includes(' on '))).toEqual([
      'a 1 on 0',
      'a 2 on 1',
      'a 3 on 0',
      'a 4 on 1',
    ]);
  });

  it('starts an input at once if it need not wait, and returns whether it did', () => {
    const { slotScheduler, client } = setup();
    const a = client('a');
    expect([slotScheduler.startNow(a, '1', 0), slotScheduler.startNow(a, '2', 0)]).toEqual([true, false]);
  });

  it('starts nothing at once while other clients wait', () => {
    const { session, slotScheduler, log, client } = setup();
    const [a, b] = [client('a'), client('b')];
    a.want('12');
    session.fail(deviceFailed);
    expect(slotScheduler.startNow(b, 'x', 0)).toBe(false);
    expect(log).not.toContain('b x on 0');
  });

  it('goes on with the next client when one has nothing to execute after all', () => {
    const { session, log, client } = setup();
    const [a, b] = [client('a'), client('b')];
    a.want('1-');
    b.want('2');
    session.report();
    expect(log).toEqual(['a 1 on 0', 'a has 1', 'a had nothing', 'b 2 on 0']);
  });

  it('does not count slots as startable if other clients wait for them', () => {
    const { slotScheduler, client } = setup({ slots: 4 });
    const [a, b] = [client('a'), client('b')];
    expect(slotScheduler.startable(a)).toBe(4);
    b.waiting = '123';
    b.place.isTaken = true;
    expect(slotScheduler.startable(a)).toBe(4);
    let inside = -1;
    a.closes = false;
    a.pull = () => {
      inside = slotScheduler.startable(a);
    };
    b.place.isTaken = false;
    a.waiting = '1';
    slotScheduler.wake(a);
    expect(inside).toBe(3);
  });

  it('closes groups that are not full when the last slot is taken and no callback will free one', () => {
    const { log, client } = setup({ slots: 2 });
    const [a, b] = [client('a', { callbackInterval: 4 }), client('b', { callbackInterval: 4 })];
    a.closes = false;
    b.closes = false;
    a.want('1');
    expect(log).toEqual(['a 1 on 0']);
    b.want('2');
    expect(log.slice(1)).toEqual(['b 2 on 0', 'a closes 0', 'b closes 0']);
  });

  it('closes only groups without callbacks while a callback is outstanding', () => {
    const { log, client } = setup({ slots: 2 });
    const [a, b] = [client('a'), client('b', { callbackInterval: 0 })];
    b.closes = false;
    a.want('1');
    b.want('2');
    expect(log).toEqual(['a 1 on 0', 'b 2 on 0', 'b closes 0']);
  });

  it('reports to each client what it lost with an instance, and gives out slots when the instance is rebuilt', () => {
    const { session, log, client } = setup({ slots: 2 });
    const [a, b] = [client('a'), client('b')];
    a.want('1');
    b.want('2');
    a.want('3');
    session.fail(deviceFailed);
    expect(log.slice(2)).toEqual([
      'a closes 0',
      'b closes 0',
      'a failed 1 507011',
      'b failed 2 507011',
      'instance 0 failed',
    ]);
    expect([a.usage.slots, a.usage.groups]).toEqual([0, 0]);
    session.rebuilt();
    expect(log.slice(-2)).toEqual(['instance 0 rebuilt', 'a 3 on 0']);
  });

  it('ends all clients when the last instance is removed: five failures in a row, with growing delays', () => {
    const scheduler = new VirtualTimeScheduler();
    const { session, slotScheduler, log, client } = setup({ scheduler });
    const times: number[] = [];
    session.onRebuild = (done) => {
      times.push(scheduler.now());
      done(deviceFailed);
    };
    client('a');
    session.fail(deviceFailed);
    scheduler.flush();
    expect(times).toEqual([0, 100, 300, 700]);
    expect(log).toContain('instance 0 removed');
    expect(log.at(-1)).toBe('a ERR_NO_INSTANCE');
    expect(slotScheduler.exhausted?.code).toBe('ERR_NO_INSTANCE');
  });

  it('starts nothing when it is draining', () => {
    const { session, slotScheduler, log, client } = setup();
    const a = client('a');
    a.want('12');
    slotScheduler.drain();
    session.report();
    expect(log).toEqual(['a 1 on 0', 'a drains', 'a has 1']);
    expect([slotScheduler.startable(a), slotScheduler.startNow(a, '3', 0)]).toEqual([0, false]);
  });

  it('numbers executions over all of its clients', () => {
    const { slotScheduler } = setup();
    expect([slotScheduler.nextExecution(), slotScheduler.nextExecution()]).toEqual([0, 1]);
  });
});

function on0(text: string): string {
  return `${text} on 0`;
}
