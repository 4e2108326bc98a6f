// What of a scenario marbles can say, as source text.
import { literal } from './literal.js';
import { letter, type Marble, marbleString } from './marble-string.js';
import type { Outside, PipelinePart, Scenario } from './scenario.js';

// Marbles come from cold observables: pipeline after pipeline in each frame, and before anything that the device does.
export function saysItInMarbles({ pipelines, outside }: Scenario): boolean {
  let last: Outside | undefined;
  for (const step of outside) {
    const { event, frame, afterDevice } = step;
    if (afterDevice || event.type === 'close') return false;
    if (event.type === 'open' && frame > 0) return false;
    const isMessage = event.type !== 'open' && event.type !== 'end';
    if (!isMessage) continue;
    if (last?.frame === frame && last.event.pipeline.number > event.pipeline.number) return false;
    last = step;
  }
  return pipelines.every((part) => {
    const { stop } = part;
    if (marbled(sourceMarbles(part, outside)) === undefined) return false;
    return stop?.how !== 'leave' || (stop.first && marbled(outcomeMarbles(part, false)) !== undefined);
  });
}

interface MaybeMarble {
  readonly frame: number;
  /** None if the letters are used up. */
  readonly sign: string | undefined;
}

export function marbled(marbles: readonly MaybeMarble[]): string | undefined {
  return marbles.every(({ sign }) => sign !== undefined) ? marbleString(marbles as Marble[]) : undefined;
}

function sourceMarbles({ info, positions }: PipelinePart, outside: readonly Outside[]): MaybeMarble[] {
  const marbles: MaybeMarble[] = [];
  for (const { event, frame } of outside) {
    if (event.pipeline !== info) continue;
    if (event.type === 'submit') marbles.push({ frame, sign: letter(positions.get(event.index) ?? 0) });
    if (event.type === 'sourceComplete') marbles.push({ frame, sign: '|' });
    if (event.type === 'sourceError') marbles.push({ frame, sign: '#' });
  }
  return marbles;
}

export function outcomeMarbles({ outcomes, positions, stop }: PipelinePart, leaves: boolean): MaybeMarble[] {
  const marbles = outcomes.map((outcome): MaybeMarble => {
    const { frame } = outcome;
    if ('index' in outcome) return { frame, sign: letter(positions.get(outcome.index) ?? 0) };
    return { frame, sign: 'complete' in outcome ? '|' : '#' };
  });
  if (leaves && stop?.how === 'leave') marbles.push({ frame: stop.frame, sign: '|' });
  return marbles;
}

export function coldLines(name: string, part: PipelinePart, outside: readonly Outside[]): string[] {
  const marbles = marbled(sourceMarbles(part, outside)) ?? '';
  const fields = valueFields(part);
  const thrown = outside.find(({ event }) => event.pipeline === part.info && event.type === 'sourceError');
  const error = thrown?.event.type === 'sourceError' ? `, ${literal(thrown.event.error)}` : '';
  const values = fields.length > 0 ? `, { ${fields.join(', ')} }` : error ? ', undefined' : '';
  return [`const ${name} = cold(${literal(marbles)}${values}${error});`];
}

// None where letters stand for themselves.
export function valueFields({ positions, values }: PipelinePart): string[] {
  const fields: string[] = [];
  let plain = true;
  for (const [index, position] of positions) {
    const sign = letter(position);
    if (sign === undefined) break;
    const value = values.get(index);
    if (value !== JSON.stringify(sign)) plain = false;
    fields.push(`${sign}: ${fromJson(value)}`);
  }
  return plain ? [] : fields;
}

export function fromJson(value: string | undefined): string {
  return value === undefined ? 'undefined' : literal(JSON.parse(value));
}
