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
  const streams = new Map<number, Execution[]>();
  const byNumber = new Map<number, Execution>();
  const rebuilding = new Map<number, { ordinal: number; since: number }>();
  let callbacks = 0;
  let rebuilds = 0;
  const executionsOf = ({ executions }: { executions: readonly number[] }) =>
    executions.map((number) => byNumber.get(number)).filter((execution) => execution !== undefined);

  const onInstance = ({ instance, step, error }: EventOf<'instance'>, frame: number) => {
    const code = typeof error === 'number' ? error : modelExecuteFailed;
    if (step === 'failed') {
      const open = (streams.get(instance) ?? []).filter(({ fate }) => fate === 'running');
      const victim = open.find(({ refused }) => refused === undefined);
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
        const stream = streams.get(event.instance);
        if (stream) stream.push(execution);
        else streams.set(event.instance, [execution]);
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
        break;
      }
      case 'callback': {
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
  for (const { ordinal, refused } of byNumber.values()) {
    if (refused !== undefined) plan.submissions[ordinal] = refused;
  }
  const times = new Map<Execution, number>();
  for (const stream of streams.values()) schedule(stream, plan, times);
  const serviceTimes = [...byNumber.values()]
    .filter(({ refused }) => refused === undefined)
    .map((execution) => times.get(execution) ?? 0);
  return { ...plan, serviceTimes };
}

// Runs one execution stream: `times` gets how long each execution takes.
function schedule(stream: readonly Execution[], plan: DevicePlan, times: Map<Execution, number>): void {
  const accepted = stream.filter(({ refused }) => refused === undefined);
  const lastOf = new Map<Group, Execution>();
  for (const execution of accepted) if (execution.group) lastOf.set(execution.group, execution);
  for (const execution of lastOf.values()) execution.closes = true;
  // What is behind it must have ended by then, too.
  let least = Number.POSITIVE_INFINITY;
  for (const execution of [...accepted].reverse()) {
    least = Math.min(least, execution.bound);
    execution.bound = least;
  }
  let free = 0;
  const refusedOnly = new Set<Group>();
  for (const execution of stream) {
    const { group } = execution;
    if (execution.refused === undefined) {
      const began = Math.max(execution.started, free);
      const time = Math.max(0, endOf(execution, began) - began);
      times.set(execution, time);
      free = began + time;
      if (execution.closes && group?.block && execution.fate === 'reported') {
        free = Math.max(free, group.launched);
      }
    } else if (group && !lastOf.has(group) && !refusedOnly.has(group)) {
      // Nothing runs in its group: only the callback itself can take the time.
      refusedOnly.add(group);
      const wait = (group.reported ?? 0) - Math.max(free, group.launched);
      if (wait > 0 && group.callback !== undefined) plan.late[group.callback] = wait;
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
