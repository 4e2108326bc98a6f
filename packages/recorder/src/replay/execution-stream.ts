// What one instance's execution stream did, and how long each execution takes on a virtual device so that groups are
// reported in the frames in which they were.
import type { FaultTable } from './fault-table.js';

/** Executions that share a callback or a synchronisation. */
export interface StreamGroup {
  /** The group's key: see {@link groupKey}. */
  readonly key: string;
  /** The frame in which the group was closed. */
  readonly closedIn: number;
  /** The number of the group's callback among those of the model. Undefined: the group was synchronized. */
  readonly callback: number | undefined;
  /** The execution stream stands still until the group has been reported. */
  readonly blocks: boolean;
  /** A timer may have closed the group. */
  readonly mayBeTimed: boolean;
  /** The frame in which the group was reported. */
  reportedIn?: number;
}

/** An execution of the model. */
export interface StreamExecution {
  /** The number of the execution among those of the model. */
  readonly ordinal: number;
  readonly startedIn: number;
  /** The frame in which the virtual device will begin with it. Written when the stream is planned. */
  beginsIn?: number;
  group?: StreamGroup;
  /** It is the last execution of its group that the device takes. */
  isLastOfGroup: boolean;
  /** The code with which the device refused the execution. */
  refusal?: number;
  /** The frames in which the execution began and ended, if the device said so. */
  beganIn?: number;
  endedIn?: number;
  /** The frame in which the execution stream did what comes next. Written when the stream is planned. */
  nextIn?: number;
  /** The frame in which the execution must have ended at the latest. */
  latestEnd: number;
  /**
   * What became of it when its instance failed: `'failing'`: it failed. `'void'`: it was behind that one. `'unreported'`: it was
   * ahead of a group that had been reported, but its own group had not.
   */
  state: 'running' | 'reported' | 'failing' | 'void' | 'unreported';
}

/** What is queued on an execution stream: an execution, or the callback or synchronisation of a group. */
export type StreamTask =
  | { readonly execution: StreamExecution; readonly group?: undefined }
  | { readonly execution?: undefined; readonly group: StreamGroup };

/**
 * Plans one execution stream.
 *
 * @param tasks in the order in which they were queued
 * @param faults gets late and lost callbacks
 * @param late gets the keys of the groups whose callbacks are late
 * @param notes gets what cannot be replayed
 * @param last the last frame of the recording
 * @return ms that each execution takes
 */
export function serviceTimesOf(
  tasks: readonly StreamTask[],
  faults: FaultTable,
  late: Set<string>,
  notes: string[],
  last: number,
): Map<StreamExecution, number> {
  const lastOf = boundEnds(tasks);
  const readyIn = readyFrames(tasks);
  const times = new Map<StreamExecution, number>();
  let free = 0;
  let reported = 0;
  for (const { execution, group } of tasks) {
    if (execution) {
      if (execution.refusal !== undefined) continue;
      const begin = Math.max(execution.startedIn, free);
      const time = Math.max(0, endOf(execution, begin, readyIn) - begin);
      execution.beginsIn = begin;
      times.set(execution, time);
      free = begin + time;
      continue;
    }
    const reached = Math.max(free, group.closedIn);
    if (group.blocks) free = reached;
    if (group.reportedIn === undefined) {
      const closing = lastOf.get(group);
      // Its executions have ended, but nothing was reported afterwards that would have shown the callback to be lost.
      const isLost = closing?.state === 'running' && closing.latestEnd <= last;
      if (isLost && group.callback !== undefined) faults.lost.push(group.callback);
      continue;
    }
    if (group.reportedIn < reported) {
      notes.push(`A synchronization overtook the callback of frame ${reported}: that is not replayed.`);
    }
    // The execution stream had come to the callback, and no callback was ahead of it: the callback itself was late.
    const wait = group.reportedIn - Math.max(reached, reported);
    if (wait > 0 && group.callback !== undefined) {
      faults.late[group.callback] = wait;
      late.add(group.key);
    } else if (wait > 0) {
      notes.push(`A synchronization was late in frame ${group.reportedIn}: that is not replayed.`);
    }
    reported = Math.max(group.reportedIn, reached, reported);
  }
  return times;
}

// Everything queued ahead of a reported group has ended by then. Returns the last execution of each group.
function boundEnds(tasks: readonly StreamTask[]): Map<StreamGroup, StreamExecution> {
  const lastOf = new Map<StreamGroup, StreamExecution>();
  let latest = Number.POSITIVE_INFINITY;
  let nextIn: number | undefined;
  for (const { execution, group } of [...tasks].reverse()) {
    if (group?.reportedIn !== undefined) {
      latest = Math.min(latest, group.reportedIn);
      nextIn = latest;
    }
    if (!execution || execution.refusal !== undefined) continue;
    latest = Math.min(latest, execution.latestEnd);
    execution.latestEnd = latest;
    if (nextIn !== undefined) execution.nextIn = nextIn;
    nextIn = execution.beganIn;
    if (!execution.group || lastOf.has(execution.group)) continue;
    lastOf.set(execution.group, execution);
    execution.isLastOfGroup = true;
  }
  return lastOf;
}

// By group: the frame in which the device had come to the group. None: the device did not say when the execution ahead of the
// group ended.
function readyFrames(tasks: readonly StreamTask[]): Map<StreamGroup, number> {
  const frames = new Map<StreamGroup, number>();
  let ended: number | undefined = 0;
  for (const { execution, group } of tasks) {
    if (group && ended !== undefined) frames.set(group, Math.max(ended, group.closedIn));
    if (execution && execution.refusal === undefined && execution.state !== 'void') ended = execution.endedIn;
  }
  return frames;
}

function endOf(execution: StreamExecution, begin: number, readyIn: ReadonlyMap<StreamGroup, number>): number {
  const { state, latestEnd, endedIn, isLastOfGroup, group } = execution;
  if (state === 'void') return begin;
  if (state === 'running' || state === 'failing') return latestEnd;
  // Nobody knows when it ended. The execution stream was busy until it went on.
  if (state === 'unreported' || group?.reportedIn === undefined) {
    return Math.min(latestEnd, execution.nextIn ?? begin);
  }
  if (!isLastOfGroup) return Math.min(latestEnd, endedIn ?? begin);
  if (endedIn === undefined || group.mayBeTimed) return latestEnd;
  // The end that the device reported is used if the group is then reported in the recorded frame.
  if (Math.max(endedIn, group.closedIn) === group.reportedIn) return Math.min(latestEnd, endedIn);
  // Or if the callback was late: within its frame a late callback comes in another order than one behind a long execution.
  const ready = readyIn.get(group);
  if (ready === undefined || ready > group.reportedIn) return latestEnd;
  const isLate = ready < group.reportedIn;
  return isLate && group.callback === undefined ? latestEnd : Math.min(latestEnd, endedIn);
}
