// What a recording is as a test: what is done from outside, what the devices do, and what the subscribers see.
import type {
  RecordedEvent,
  RecordedEventOf,
  RecordedModel,
  RecordedPipeline,
} from '../recording/recorded-event.js';
import { isRealClock } from './is-real-clock.js';
import { lateStartFrames } from './late-starts.js';
import { type ModelScenario, modelScenarioOf } from './model-scenario.js';
import { type PipelineScenario, pipelineScenarioOf } from './pipeline-scenario.js';
import { racingFrames } from './races.js';
import { framesOutOfTurn } from './slot-turns.js';
import { noStepOrder, type StepOrder, stepOrderOf } from './step-order.js';
import { type FramedEvent, isExternal, type Timeline, timelineOf } from './timeline.js';
import { framesOfTimerOrder } from './timer-order.js';
import { framesWithUnreplayableOrder } from './unreplayable-order.js';

/** Something that the test does: what a user or a source did. `'end'`: an unsubscription. */
export type ExternalEvent = RecordedEventOf<
  'open' | 'submit' | 'sourceComplete' | 'sourceError' | 'close' | 'end'
>;
export type ExternalStep = FramedEvent<ExternalEvent>;

export interface Scenario {
  readonly models: readonly ModelScenario[];
  readonly pipelines: readonly PipelineScenario[];
  /** In the order in which they are done. */
  readonly steps: readonly ExternalStep[];
  /** What the test may do in another way than the recording: whole sentences. */
  readonly notes: readonly string[];
}

// What a real clock did between two events is not recorded, so that the notes that name frames may be incomplete.
const realClockNote =
  'Recorded with a real clock: what came within one ms, or while the event loop was blocked, may come in another order here.';

// The test has a source and a subscriber in place of calls.
const runnerNote =
  'Some pipelines are those of runners. Here their calls are the values of a source, so a call that failed alone, or was aborted, ends otherwise, and groups close at other moments.';

// The test gives inputs in place of preparing them. How long preparing took is recorded, but not what it did.
const prepareNote =
  'Some pipelines prepare their values. Here the values are executed when they take their slot: the time of preparing, and what overtook what by it, is not replayed.';

export function scenarioOf(recorded: readonly RecordedEvent[]): Scenario {
  const timeline = timelineOf(recorded);
  const { events } = timeline;
  const start = Math.round(recorded[0]?.at ?? 0);
  const isReal = isRealClock(recorded);
  const last = events.at(-1)?.frame ?? 0;
  const pipelines = [...new Set(recorded.map(({ pipeline }) => pipeline))].map((pipeline) =>
    pipelineScenarioOf(pipeline, events, last),
  );
  const closed = new Set(
    events.flatMap(({ event }) => (event.type === 'close' ? [event.pipeline.model] : [])),
  );
  const models = [...new Set(pipelines.map(({ pipeline }) => pipeline.model))].map((model) =>
    modelScenarioOf(model, events, start, closed.has(model), isReal),
  );
  const late = new Set(models.flatMap(({ plan }) => [...plan.late]));
  const order = isReal || pipelines.some(isOfOtherTurns) ? noStepOrder : stepOrderOf(events, late);
  const steps = withWaiting(stepsOf(events, pipelines, last), events, order);
  const notes = isReal ? [realClockNote] : [];
  if (pipelines.some(({ pipeline }) => pipeline.isRunner)) notes.push(runnerNote);
  if (pipelines.some(({ pipeline }) => pipeline.settings.maxPreparing !== undefined)) notes.push(prepareNote);
  notes.push(
    ...models.flatMap(({ plan }) => plan.notes),
    ...orderNotes(timeline, order, isReal ? framesOutOfTurn(events) : framesOfTimerOrder(events, late)),
  );
  return { models, pipelines, steps, notes };
}

// Marks the steps that wait for the timers of their frames.
function withWaiting(
  steps: readonly ExternalStep[],
  events: readonly FramedEvent[],
  { behindTimers }: StepOrder,
): ExternalStep[] {
  const indexes = new Map(events.map(({ event }, i) => [event as ExternalEvent, i]));
  const waiting = [...behindTimers].sort((a, b) => a - b);
  return steps.map((step) => {
    const i = indexes.get(step.event) ?? Number.POSITIVE_INFINITY;
    let first: FramedEvent | undefined;
    // Not every event from outside is a step: a model notifies each of its pipelines that it is being closed.
    for (; waiting.length > 0 && (waiting[0] as number) <= i; waiting.shift())
      first = events[waiting[0] as number];
    return first?.frame === step.frame ? { ...step, isAfterDevice: true } : step;
  });
}

// Runners and pipelines that prepare take slots in other turns here. A note says so.
function isOfOtherTurns({ pipeline: { isRunner, settings } }: PipelineScenario): boolean {
  return isRunner || settings.maxPreparing !== undefined;
}

function stepsOf(
  events: readonly FramedEvent[],
  pipelines: readonly PipelineScenario[],
  last: number,
): ExternalStep[] {
  const unsubscribed = new Set<RecordedPipeline>();
  for (const { pipeline, unsubscription } of pipelines) {
    if (unsubscription?.by === 'other') unsubscribed.add(pipeline);
  }
  const closed = new Set<RecordedModel>();
  const steps = events.filter((framed): framed is ExternalStep => {
    const { event } = framed;
    if (event.type === 'end') return unsubscribed.has(event.pipeline);
    if (event.type !== 'close') return isExternal(event);
    // A model notifies each of its pipelines that it is being closed.
    if (closed.has(event.pipeline.model)) return false;
    closed.add(event.pipeline.model);
    return true;
  });
  for (const { pipeline, isOpen } of pipelines) {
    if (!isOpen) continue;
    const event: RecordedEventOf<'end'> = {
      type: 'end',
      at: 0,
      pipeline,
      ending: 'unsubscribe',
      error: undefined,
      inResult: false,
    };
    steps.push({ event, frame: last + 1, progress: 0, isAfterDevice: false, isFirst: false });
  }
  return steps;
}

function orderNotes(
  { events, lateFrames }: Timeline,
  { unknown }: StepOrder,
  others: readonly number[],
): string[] {
  const notes: string[] = [];
  const unreplayable = framesWithUnreplayableOrder(events);
  if (unreplayable.length > 0) {
    notes.push(
      `In frames ${unreplayable.join(', ')} something came right after the device: that order is not replayed.`,
    );
  }
  const racing = [...new Set([...racingFrames(events), ...unknown, ...others])].sort((a, b) => a - b);
  if (racing.length > 0) {
    notes.push(`In frames ${racing.join(', ')} several things came together: in what order is not replayed.`);
  }
  const late = [...new Set([...lateFrames, ...lateStartFrames(events)])].sort((a, b) => a - b);
  if (late.length > 0) {
    notes.push(`Timers fired late in frames ${late.join(', ')}: what came before them is not replayed.`);
  }
  return notes;
}
