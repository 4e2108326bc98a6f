import { groupKey } from '../recording/event-keys.js';
import type { RecordedEventOf } from '../recording/recorded-event.js';
import { appendTo } from './append-to.js';
import { codeOf } from './code-of.js';
import {
  type StreamExecution,
  type StreamGroup,
  type StreamTask,
  serviceTimesOf,
} from './execution-stream.js';
import type { FaultTable } from './fault-table.js';
import { RebuildPlan } from './rebuild-plan.js';
import { StaleResults } from './stale-results.js';
import type { FramedEvent } from './timeline.js';

/** What a virtual model is to do, so that groups are reported and instances fail in the frames in which they did. */
export interface DevicePlan {
  /** Ms of each execution that was not refused, in the order of their starts. */
  readonly serviceTimes: readonly number[];
  readonly faults: FaultTable;
  /** The keys of the groups whose callbacks are late. */
  readonly late: ReadonlySet<string>;
  /** What the virtual device cannot do, or did at another moment. */
  readonly notes: readonly string[];
}

/**
 * @param events those of one model
 * @param last the last frame of the recording
 * @param toFrame gives the frame of a time in ms on the device's scheduler
 * @param isReal the clock is a real one: see {@link isRealClock}
 */
export function devicePlanOf(
  events: readonly FramedEvent[],
  last: number,
  toFrame: (at: number) => number,
  isReal: boolean,
): DevicePlan {
  const planner = new Planner(last, toFrame, isReal);
  for (const { event, frame } of events) planner.add(event, frame);
  return planner.finish();
}

class Planner {
  readonly #last: number;
  readonly #toFrame: (at: number) => number;
  readonly #isReal: boolean;
  readonly #faults: FaultTable = {
    submissions: {},
    inferences: {},
    lost: [],
    late: {},
    rebuilds: {},
    slowRebuilds: {},
  };
  readonly #rebuilds = new RebuildPlan(this.#faults);
  readonly #notes: string[] = [];
  // By instance.
  readonly #tasks = new Map<number, StreamTask[]>();
  // By number, in the order of their starts.
  readonly #executions = new Map<number, StreamExecution>();
  // By frame: the instance that reported last. Frames in which several instances reported.
  readonly #reporters = new Map<number, number>();
  readonly #ties = new Set<number>();
  readonly #stale = new StaleResults();
  #callbacks = 0;

  constructor(last: number, toFrame: (at: number) => number, isReal: boolean) {
    this.#last = last;
    this.#toFrame = toFrame;
    this.#isReal = isReal;
  }

  add(event: FramedEvent['event'], frame: number): void {
    switch (event.type) {
      case 'submit':
        this.#stale.submitted(event, frame);
        break;
      case 'drop':
        this.#stale.dropped(event);
        break;
      case 'start':
        this.#started(event, frame);
        break;
      case 'refused':
        this.#refused(event, frame);
        break;
      case 'launch':
        this.#closed(event, frame);
        break;
      case 'callback':
        this.#reported(event, frame);
        break;
      case 'lost':
        this.#lost(event, frame);
        break;
      case 'instance':
        if (event.step === 'failed') this.#failed(event, frame);
        else this.#rebuilds.add(event, frame);
        break;
      default:
    }
  }

  finish(): DevicePlan {
    const [faults, notes, last] = [this.#faults, this.#notes, this.#last];
    this.#rebuilds.finish(last + 1);
    const executions = [...this.#executions.values()];
    for (const { ordinal, refusal } of executions) {
      if (refusal !== undefined) faults.submissions[ordinal] = refusal;
    }
    if (this.#ties.size > 0) {
      const where = `frame${this.#ties.size > 1 ? 's' : ''} ${[...this.#ties].join(', ')}`;
      notes.push(`Several instances reported in ${where}: in what order within a frame is not replayed.`);
    }
    const times = new Map<StreamExecution, number>();
    const late = new Set<string>();
    for (const tasks of this.#tasks.values()) {
      for (const [execution, time] of serviceTimesOf(tasks, faults, late, notes, last))
        times.set(execution, time);
    }
    const stale = this.#stale.frames();
    if (stale.length > 0) {
      notes.push(
        `Whether the device began in time (maxStaleness) with results of frame${stale.length > 1 ? 's' : ''} ${stale.join(', ')} is not replayed.`,
      );
    }
    const serviceTimes = executions
      .filter(({ refusal }) => refusal === undefined)
      .map((execution) => times.get(execution) ?? 0);
    return { serviceTimes, faults, late, notes };
  }

  #started(event: RecordedEventOf<'start'>, frame: number): void {
    const execution: StreamExecution = {
      ordinal: this.#executions.size,
      startedIn: frame,
      isLastOfGroup: false,
      latestEnd: this.#last + 1,
      state: 'running',
    };
    this.#executions.set(event.execution, execution);
    this.#stale.started(event, execution);
    this.#rebuilds.forget(event.instance);
    appendTo(this.#tasks, event.instance, { execution });
  }

  #refused(event: RecordedEventOf<'refused'>, frame: number): void {
    const execution = this.#executions.get(event.execution);
    if (!execution) return;
    execution.refusal = codeOf(event.error);
    execution.state = 'reported';
    this.#notes.push(
      `An execution was refused at once in frame ${frame}. In the test it is refused with its group: the moment is not replayed.`,
    );
  }

  #closed(event: RecordedEventOf<'launch'>, frame: number): void {
    const { blockType, maxCallbackDelay } = event.pipeline.settings;
    const group: StreamGroup = {
      key: groupKey(event),
      closedIn: frame,
      callback: event.launched ? this.#callbacks : undefined,
      blocks: !event.launched || blockType === 'block',
      mayBeTimed: this.#isReal && maxCallbackDelay !== Number.POSITIVE_INFINITY,
    };
    if (event.launched) this.#callbacks += 1;
    for (const execution of this.#executionsOf(event)) execution.group = group;
    appendTo(this.#tasks, event.instance, { group });
  }

  #reported(event: RecordedEventOf<'callback'>, frame: number): void {
    this.#reportedBy(event.instance, frame);
    event.executions.forEach((number, n) => {
      const execution = this.#executions.get(number);
      if (!execution) return;
      if (execution.group) execution.group.reportedIn = frame;
      execution.state = 'reported';
      execution.latestEnd = frame;
      const failure = event.failures?.[n];
      if (failure !== undefined) execution.refusal = codeOf(failure);
      else this.#stale.reported(execution, frame);
      const [began, ended] = [event.moments?.[4 * n], event.moments?.[4 * n + 3]];
      if (began !== undefined) execution.beganIn = this.#toFrame(began);
      if (ended !== undefined) execution.endedIn = this.#toFrame(ended);
    });
  }

  #lost(event: RecordedEventOf<'lost'>, frame: number): void {
    const executions = this.#executionsOf(event);
    for (const execution of executions) {
      execution.state = 'reported';
      execution.latestEnd = frame;
    }
    const callback = executions[0]?.group?.callback;
    if (callback !== undefined) this.#faults.lost.push(callback);
  }

  // The first execution that has not ended is the one that fails; those behind it are lost with it.
  #failed({ instance, error }: RecordedEventOf<'instance'>, frame: number): void {
    this.#reportedBy(instance, frame);
    const tasks = this.#tasks.get(instance) ?? [];
    const isRunning = ({ execution }: StreamTask) => execution?.state === 'running';
    // The device has done everything ahead of a group that it has reported.
    const done = tasks.findLastIndex(({ group }) => group?.reportedIn !== undefined);
    const behind = tasks.slice(done + 1).findIndex(isRunning);
    const place = behind < 0 ? tasks.length : done + 1 + behind;
    const failing = tasks[place]?.execution;
    if (failing) this.#faults.inferences[failing.ordinal] = codeOf(error);
    else {
      this.#notes.push(
        `Instance ${instance} failed in frame ${frame} with nothing in flight: that is not replayed.`,
      );
    }
    const open = new Set(tasks.filter(isRunning).map(({ execution }) => execution?.group));
    for (const { group } of tasks.slice(0, place)) if (group && open.has(group)) this.#unreported(group);
    for (const [i, task] of tasks.entries()) {
      if (!isRunning(task)) continue;
      const state = i < done ? 'unreported' : 'void';
      Object.assign(task.execution as StreamExecution, { state, latestEnd: frame });
    }
    if (failing) failing.state = 'failing';
  }

  // The device had come past the group when its instance failed, and had not reported it.
  #unreported({ callback, closedIn }: StreamGroup): void {
    if (callback !== undefined) this.#faults.lost.push(callback);
    else this.#notes.push(`A synchronization of frame ${closedIn} never ended: that is not replayed.`);
  }

  #executionsOf({ executions }: { readonly executions: readonly number[] }): StreamExecution[] {
    return executions
      .map((number) => this.#executions.get(number))
      .filter((execution) => execution !== undefined);
  }

  #reportedBy(instance: number, frame: number): void {
    if ((this.#reporters.get(frame) ?? instance) !== instance) this.#ties.add(frame);
    this.#reporters.set(frame, instance);
  }
}
