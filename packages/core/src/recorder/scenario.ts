// What a recording comes to as a test: per pipeline what came, and what became of it.
import type { EventOf, ModelInfo, PipelineInfo, RecordedEvent } from './events.js';
import { type Framed, framed, tangled } from './frames.js';
import { lateStarts } from './late-starts.js';
import { races } from './races.js';
import type { Said } from './said.js';
import { type DevicePlan, devicePlan } from './stream-times.js';
import { type ThrownDrop, thrownDrop } from './thrown-drop.js';

/** Something that is done from outside. */
export type OutsideType = 'open' | 'submit' | 'sourceComplete' | 'sourceError' | 'close' | 'end';
export type Outside = Framed<Extract<RecordedEvent, { type: OutsideType }>>;

/** What subscribers saw. */
export type Outcome =
  | { readonly frame: number; readonly index: number }
  | { readonly frame: number; readonly complete: true }
  | { readonly frame: number; readonly error: Said };

/** How the subscription ends if not by itself. */
export type Stop =
  /** In the results' own handler: after so many. */
  | { readonly how: 'take'; readonly count: number }
  /** By somebody else, or with the recording. */
  | { readonly how: 'leave'; readonly frame: number; readonly first: boolean }
  | undefined;

export interface PipelinePart {
  readonly info: PipelineInfo;
  /** Position in the test's source by index in the recorded one; they differ if the beginning is missing. */
  readonly positions: ReadonlyMap<number, number>;
  /** JSON by index. */
  readonly values: ReadonlyMap<number, string | undefined>;
  readonly open: Framed | undefined;
  readonly outcomes: readonly Outcome[];
  readonly stop: Stop;
  /** By position: what `inputs` threw, or did not fit. */
  readonly unfit: Readonly<Record<number, Said>>;
  /** The failures that a function decided on. */
  readonly decisions: readonly EventOf<'fail'>[];
  readonly keys: ReadonlyMap<number, unknown>;
  readonly thrownDrop: ThrownDrop | undefined;
  readonly error: Said | undefined;
  /** It had not ended when the recording did. */
  readonly isOpen: boolean;
}

export interface ModelPart {
  readonly info: ModelInfo;
  readonly plan: DevicePlan;
  readonly drops: readonly {
    readonly frame: number;
    readonly waited: number;
    readonly event: EventOf<'drop'>;
  }[];
  readonly closes: boolean;
}

export interface Scenario {
  readonly models: readonly ModelPart[];
  readonly pipelines: readonly PipelinePart[];
  /** In the order in which it was done. */
  readonly outside: readonly Outside[];
  /** What may come out differently. */
  readonly notes: readonly string[];
}

export function scenarioOf(recorded: readonly RecordedEvent[]): Scenario {
  const start = Math.round(recorded[0]?.at ?? 0);
  const late = new Set<number>();
  const events = framed(recorded, late);
  const last = events.at(-1)?.frame ?? 0;
  const infos = [...new Set(recorded.map(({ pipeline }) => pipeline))];
  const pipelines = infos.map((info) => pipelinePart(info, events, last));
  const left = new Set(pipelines.filter(({ stop }) => stop?.how === 'leave').map(({ info }) => info));
  const closed = new Set<ModelInfo>();
  const outside = events.filter(({ event }) => {
    const { type, pipeline } = event;
    if (type === 'end') return left.has(pipeline);
    if (type !== 'close') return ['open', 'submit', 'sourceComplete', 'sourceError'].includes(type);
    // Every pipeline of the model is told.
    if (closed.has(pipeline.model)) return false;
    closed.add(pipeline.model);
    return true;
  }) as Outside[];
  for (const { info: pipeline, isOpen } of pipelines) {
    if (!isOpen) continue;
    const event: EventOf<'end'> = {
      type: 'end',
      at: 0,
      pipeline,
      how: 'unsubscribe',
      error: undefined,
      inResult: false,
    };
    outside.push({ event, frame: last + 1, progress: 0, afterDevice: false, first: false });
  }
  const models = [...new Set(infos.map(({ model }) => model))].map((info) =>
    modelPart(info, events, last, start, closed.has(info)),
  );
  const tangles = tangled(events);
  const notes = models.flatMap(({ plan }) => plan.notes);
  if (tangles.length > 0) {
    notes.push(
      `In frames ${tangles.join(', ')} something came right after the device: that order is not replayed.`,
    );
  }
  const raced = races(events);
  if (raced.length > 0) {
    notes.push(`In frames ${raced.join(', ')} several things came together: in what order is not replayed.`);
  }
  for (const frame of lateStarts(events)) late.add(frame);
  if (late.size > 0) {
    const where = [...late].sort((a, b) => a - b).join(', ');
    notes.push(`Timers rang late in frames ${where}: what came before them is not replayed.`);
  }
  return { models, pipelines, outside, notes };
}

function modelPart(
  info: ModelInfo,
  all: readonly Framed[],
  last: number,
  start: number,
  closes: boolean,
): ModelPart {
  const events = all.filter(({ event }) => event.pipeline.model === info);
  const plan = devicePlan(events, last, (at) => Math.round(at) - start);
  const submitted = new Map<string, number>();
  const drops: ModelPart['drops'][number][] = [];
  for (const { event, frame } of events) {
    if (event.type === 'submit') submitted.set(`${event.pipeline.number}.${event.index}`, frame);
    if (event.type !== 'drop') continue;
    const since = submitted.get(`${event.pipeline.number}.${event.index}`);
    if (since !== undefined) drops.push({ frame, waited: frame - since, event });
  }
  return { info, plan, drops, closes };
}

function pipelinePart(info: PipelineInfo, all: readonly Framed[], last: number): PipelinePart {
  const events = all.filter(({ event }) => event.pipeline === info);
  const positions = new Map<number, number>();
  const values = new Map<number, string | undefined>();
  const outcomes: Outcome[] = [];
  const unfit: Record<number, Said> = {};
  const decisions: EventOf<'fail'>[] = [];
  const keys = new Map<number, unknown>();
  let emitted = 0;
  let stop: Stop = { how: 'leave', frame: last + 1, first: true };
  let isOpen = true;
  let error: Said | undefined;
  for (const placed of events) {
    const { event, frame } = placed;
    if (event.type === 'submit') {
      positions.set(event.index, positions.size);
      values.set(event.index, event.value);
    } else if (event.type === 'start') {
      event.keys?.forEach((key, n) => {
        keys.set(event.inputs[n] ?? 0, key);
      });
    } else if (event.type === 'emit' && positions.has(event.index)) {
      outcomes.push({ frame, index: event.index });
      emitted += 1;
    } else if (event.type === 'fail') {
      const position = positions.get(event.index);
      if (event.attempts === 0 && position !== undefined) unfit[position] = event.error;
      if (typeof info.settings.onFailure === 'function') decisions.push(event);
    } else if (event.type === 'end') {
      [stop, isOpen] = [undefined, false];
      if (event.how === 'complete') outcomes.push({ frame, complete: true });
      if (event.how === 'error') {
        error = event.error ?? null;
        outcomes.push({ frame, error });
      }
      if (event.how === 'unsubscribe') {
        stop = stopOf(placed as Framed<EventOf<'end'>>, emitted);
        if (stop?.how === 'take') outcomes.push({ frame, complete: true });
      }
    }
  }
  const open = events.find(({ event }) => event.type === 'open');
  const drop = thrownDrop(events.map(({ event }) => event));
  return {
    info,
    positions,
    values,
    open,
    outcomes,
    stop,
    unfit,
    decisions,
    keys,
    thrownDrop: drop,
    error,
    isOpen,
  };
}

function stopOf(end: Framed<EventOf<'end'>>, emitted: number): Stop {
  if (end.event.inResult && emitted > 0) return { how: 'take', count: emitted };
  return { how: 'leave', frame: end.frame, first: end.first };
}
