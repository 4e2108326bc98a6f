// How long each execution of a recording takes on the virtual device, and what is to go wrong there, so that groups
// are reported and instances fail in the frames in which they did.
import type { EventOf } from './events.js';
import type { Framed } from './frames.js';
import type { Said } from './said.js';

/** What a virtual model is to do, by ordinal. */
export interface DevicePlan {
  /** Ms of each execution that reaches the execution stream. */
  readonly serviceTimes: readonly number[];
  readonly submissions: Record<number, number>;
  readonly inferences: Record<number, number>;
  readonly lost: number[];
  readonly late: Record<number, number>;
  readonly rebuilds: Record<number, number>;
  readonly slowRebuilds: Record<number, number>;
  /** What the virtual device cannot do. */
  readonly notes: string[];
}

interface Group {
  readonly launched: number;
  /** Its callback's number; none if it was synchronized. */
  readonly callback: number | undefined;
  readonly block: boolean;
  /** It may have been launched by a timer. */
  readonly timed: boolean;
  reported?: number;
}

/** What an execution stream does, in order. */
interface Task {
  readonly execution?: Execution;
  readonly group?: Group;
}

interface Execution {
  readonly ordinal: number;
  readonly started: number;
  group?: Group;
  /** It is the last of its group that is really executed. */
  closes: boolean;
  refused?: number;
  /** When the device had done it, if it said so. */
  ended?: number;
  /** The frame by which it must have ended. */
  bound: number;
  fate: 'reported' | 'failing' | 'void' | 'running';
}

/** ACL_ERROR_RT_MODEL_EXECUTE: for failures without a code. */
const modelExecuteFailed = 507011;

/**
 * @param events those of one model
 * @param last the recording's last frame
 * @param toFrame a time on the recording's clock
 */
export function devicePlan(
  events: readonly Framed[],
  last: number,
  toFrame: (at: number) => number,
): DevicePlan {
  const plan: DevicePlan = {
    serviceTimes: [],
    submissions: {},
    inferences: {},
    lost: [],
    late: {},
    rebuilds: {},
    slowRebuilds: {},
    notes: [],
  };
  const tasks = new Map<number, Task[]>();
  const queue = (instance: number, task: Task) => {
    const queued = tasks.get(instance);
    if (queued) queued.push(task);
    else tasks.set(instance, [task]);
  };
  const byNumber = new Map<number, Execution>();
  const rebuilding = new Map<number, { ordinal: number; since: number }>();
  let callbacks = 0;
  let rebuilds = 0;
  const reports = new Map<number, number>();
  const ties = new Set<number>();
  const reportedBy = (instance: number, frame: number) => {
    if ((reports.get(frame) ?? instance) !== instance) ties.add(frame);
    reports.set(frame, instance);
  };
  const executionsOf = ({ executions }: { executions: readonly number[] }) =>
    executions.map((number) => byNumber.get(number)).filter((execution) => execution !== undefined);

  const onInstance = ({ instance, step, error }: EventOf<'instance'>, frame: number) => {
    const code = typeof error === 'number' ? error : modelExecuteFailed;
    if (step === 'failed') {
      reportedBy(instance, frame);
      const stream = tasks.get(instance) ?? [];
      const isOpen = ({ execution }: Task) => execution?.fate === 'running';
      const open = stream.filter(isOpen).map(({ execution }) => execution as Execution);
      // The device had done whatever is ahead of something that it has reported.
      const done = stream.findLastIndex(({ group }) => group?.reported !== undefined);
      const victim = stream.slice(done + 1).find(isOpen)?.execution;
      if (victim) plan.inferences[victim.ordinal] = code;
      else plan.notes.push(`Instance ${instance} failed in frame ${frame} with nothing in flight: left out.`);
      for (const execution of open) Object.assign(execution, { fate: 'void', bound: frame });
      if (victim) victim.fate = 'failing';
    } else if (step === 'rebuilding') {
      rebuilding.set(instance, { ordinal: rebuilds, since: frame });
      rebuilds += 1;
    } else if (step === 'rebuilt' || step === 'not rebuilt') {
      const attempt = rebuilding.get(instance);
      if (!attempt) return;
      rebuilding.delete(instance);
      if (step === 'not rebuilt') plan.rebuilds[attempt.ordinal] = code;
      if (frame > attempt.since) plan.slowRebuilds[attempt.ordinal] = frame - attempt.since;
    }
  };

  for (const { event, frame } of events) {
    switch (event.type) {
      case 'start': {
        const execution: Execution = {
          ordinal: byNumber.size,
          started: frame,
          closes: false,
          bound: last + 1,
          fate: 'running',
        };
        byNumber.set(event.execution, execution);
        // Nobody was there to record that it was up again.
        rebuilding.delete(event.instance);
        queue(event.instance, { execution });
        break;
      }
      case 'refused': {
        const execution = byNumber.get(event.execution);
        if (!execution) break;
        execution.refused = codeOf(event.error);
        execution.fate = 'reported';
        plan.notes.push(`An execution was refused at once in frame ${frame}: here it is with its group.`);
        break;
      }
      case 'launch': {
        const { blockType, maxCallbackDelay } = event.pipeline.settings;
        const group: Group = {
          launched: frame,
          callback: event.launched ? callbacks : undefined,
          block: !event.launched || blockType === 'block',
          timed: maxCallbackDelay !== Number.POSITIVE_INFINITY,
        };
        if (event.launched) callbacks += 1;
        for (const execution of executionsOf(event)) execution.group = group;
        queue(event.instance, { group });
        break;
      }
      case 'callback': {
        reportedBy(event.instance, frame);
        event.executions.forEach((number, n) => {
          const execution = byNumber.get(number);
          if (!execution) return;
          if (execution.group) execution.group.reported = frame;
          execution.fate = 'reported';
          execution.bound = frame;
          const failure = event.failures?.[n];
          if (failure !== undefined) execution.refused = codeOf(failure);
          const ended = event.moments?.[4 * n + 3];
          if (ended !== undefined) execution.ended = toFrame(ended);
        });
        break;
      }
      case 'lost': {
        for (const execution of executionsOf(event)) {
          execution.fate = 'reported';
          execution.bound = frame;
        }
        const callback = executionsOf(event)[0]?.group?.callback;
        if (callback !== undefined) plan.lost.push(callback);
        break;
      }
      case 'instance':
        onInstance(event, frame);
        break;
      default:
    }
  }
  for (const { ordinal, since } of rebuilding.values()) plan.slowRebuilds[ordinal] = last + 1 - since;
  for (const { ordinal, refused } of byNumber.values()) {
    if (refused !== undefined) plan.submissions[ordinal] = refused;
  }
  if (ties.size > 0) {
    const where = `frame${ties.size > 1 ? 's' : ''} ${[...ties].join(', ')}`;
    plan.notes.push(`Several instances reported in ${where}: in what order within a frame is not replayed.`);
  }
  const times = new Map<Execution, number>();
  for (const stream of tasks.values()) schedule(stream, plan, times, last);
  const serviceTimes = [...byNumber.values()]
    .filter(({ refused }) => refused === undefined)
    .map((execution) => times.get(execution) ?? 0);
  return { ...plan, serviceTimes };
}

// Runs one execution stream: `times` gets how long each execution takes.
function schedule(
  tasks: readonly Task[],
  plan: DevicePlan,
  times: Map<Execution, number>,
  last: number,
): void {
  const lastOf = new Map<Group, Execution>();
  // It must have ended when something behind it is reported.
  let least = Number.POSITIVE_INFINITY;
  for (const { execution, group } of [...tasks].reverse()) {
    if (group?.reported !== undefined) least = Math.min(least, group.reported);
    if (!execution || execution.refused !== undefined) continue;
    least = Math.min(least, execution.bound);
    execution.bound = least;
    if (!execution.group || lastOf.has(execution.group)) continue;
    lastOf.set(execution.group, execution);
    execution.closes = true;
  }
  let free = 0;
  let reported = 0;
  for (const { execution, group } of tasks) {
    if (execution && execution.refused === undefined) {
      const began = Math.max(execution.started, free);
      const time = Math.max(0, endOf(execution, began) - began);
      times.set(execution, time);
      free = began + time;
    } else if (group) {
      const reached = Math.max(free, group.launched);
      if (group.block) free = reached;
      if (group.reported === undefined) {
        const closing = lastOf.get(group);
        // Its executions have ended, but nobody has waited for its callback long enough to say that it was lost.
        const missed = closing?.fate === 'running' && closing.bound <= last;
        if (missed && group.callback !== undefined) plan.lost.push(group.callback);
        continue;
      }
      if (group.reported < reported) {
        plan.notes.push(`A synchronization overtook the callback of frame ${reported}: not replayed.`);
      }
      // Nothing that it waits for takes the time: the callback itself is late.
      const wait = group.reported - Math.max(reached, reported);
      if (wait > 0 && group.callback !== undefined) plan.late[group.callback] = wait;
      else if (wait > 0) {
        plan.notes.push(`A synchronization was late in frame ${group.reported}: that is not replayed.`);
      }
      reported = Math.max(group.reported, reached, reported);
    }
  }
}

function endOf({ fate, bound, ended, closes, group }: Execution, began: number): number {
  if (fate === 'void') return began;
  if (fate === 'running' || fate === 'failing') return bound;
  if (!closes || group?.reported === undefined) return Math.min(bound, ended ?? began);
  // As the device said, if its group is reported in time then.
  const kept = ended !== undefined && !group.timed && Math.max(ended, group.launched) === group.reported;
  return kept ? Math.min(bound, ended) : bound;
}

function codeOf(error: Said): number {
  return typeof error === 'number' ? error : modelExecuteFailed;
}
