// The parts of a scenario that marble diagrams can express, as source text.
import type { PipelineScenario } from '../replay/pipeline-scenario.js';
import type { ExternalStep, Scenario } from '../replay/scenario.js';
import { literal } from './literal.js';
import { letter, type Marble, marbleString } from './marble-string.js';

/**
 * Whether marble diagrams can express a scenario. Its sources are cold observables then: they emit pipeline after pipeline
 * in each frame, and before anything that the device does.
 */
export function fitsMarbles({ pipelines, steps }: Scenario): boolean {
  let last: ExternalStep | undefined;
  for (const step of steps) {
    const { event, frame, isAfterDevice } = step;
    if (isAfterDevice || event.type === 'close') return false;
    if (event.type === 'open' && frame > 0) return false;
    const isOfSource = event.type !== 'open' && event.type !== 'end';
    if (!isOfSource) continue;
    if (last?.frame === frame && last.event.pipeline.number > event.pipeline.number) return false;
    last = step;
  }
  return pipelines.every((part) => {
    const { unsubscription } = part;
    if (marblesOf(sourceMarbles(part, steps)) === undefined) return false;
    if (unsubscription?.by !== 'other') return true;
    return unsubscription.isFirst && marblesOf(outcomeMarbles(part, false)) !== undefined;
  });
}

interface MaybeMarble {
  readonly frame: number;
  /** Undefined: there are no letters left. */
  readonly sign: string | undefined;
}

/** The diagram of marbles. Undefined: no diagram can express them. */
export function marblesOf(marbles: readonly MaybeMarble[]): string | undefined {
  return marbles.every(({ sign }) => sign !== undefined) ? marbleString(marbles as Marble[]) : undefined;
}

function sourceMarbles(
  { pipeline, positions }: PipelineScenario,
  steps: readonly ExternalStep[],
): MaybeMarble[] {
  const marbles: MaybeMarble[] = [];
  for (const { event, frame } of steps) {
    if (event.pipeline !== pipeline) continue;
    if (event.type === 'submit') marbles.push({ frame, sign: letter(positions.get(event.index) ?? 0) });
    if (event.type === 'sourceComplete') marbles.push({ frame, sign: '|' });
    if (event.type === 'sourceError') marbles.push({ frame, sign: '#' });
  }
  return marbles;
}

/** @param completes the unsubscription is printed as a `takeUntil`, which completes */
export function outcomeMarbles(
  { outcomes, positions, unsubscription }: PipelineScenario,
  completes: boolean,
): MaybeMarble[] {
  const marbles = outcomes.map((outcome): MaybeMarble => {
    const { frame } = outcome;
    if ('index' in outcome) return { frame, sign: letter(positions.get(outcome.index) ?? 0) };
    return { frame, sign: 'complete' in outcome ? '|' : '#' };
  });
  if (completes && unsubscription?.by === 'other') marbles.push({ frame: unsubscription.frame, sign: '|' });
  return marbles;
}

/** The source of a pipeline as a cold observable. */
export function coldLines(name: string, part: PipelineScenario, steps: readonly ExternalStep[]): string[] {
  const marbles = marblesOf(sourceMarbles(part, steps)) ?? '';
  const fields = valueFields(part);
  const thrown = steps.find(
    ({ event }) => event.pipeline === part.pipeline && event.type === 'sourceError',
  )?.event;
  const error = thrown?.type === 'sourceError' ? `, ${literal(thrown.error)}` : '';
  const values = fields.length > 0 ? `, { ${fields.join(', ')} }` : error ? ', undefined' : '';
  return [`const ${name} = cold(${literal(marbles)}${values}${error});`];
}

/** What each letter stands for. Empty if every letter stands for itself. */
export function valueFields({ positions, values }: PipelineScenario): string[] {
  const fields: string[] = [];
  let isPlain = true;
  for (const [index, position] of positions) {
    const sign = letter(position);
    if (sign === undefined) break;
    const value = values.get(index);
    if (value !== JSON.stringify(sign)) isPlain = false;
    fields.push(`${sign}: ${fromJson(value)}`);
  }
  return isPlain ? [] : fields;
}

export function fromJson(value: string | undefined): string {
  return value === undefined ? 'undefined' : literal(JSON.parse(value));
}
