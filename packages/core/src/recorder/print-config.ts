// The options of `infer` as source text: those that differ from their defaults.
import type { FailureAction } from '../failure-policy.js';
import { defaultQueueSizes } from '../options/overflow.js';
import { literal } from './literal.js';
import type { PipelinePart } from './scenario.js';

const defaults: Readonly<Record<string, unknown>> = {
  callbackInterval: 1,
  blockType: 'block',
  maxCallbackDelay: Number.POSITIVE_INFINITY,
  maxInFlight: 100,
  overflow: 'buffer',
  maxStaleness: Number.POSITIVE_INFINITY,
  batchSize: 1,
  maxQueueDelay: 0,
  timeout: Number.POSITIVE_INFINITY,
  label: undefined,
};

/** The options, one a line. */
export function configLines(part: PipelinePart): string[] {
  const { settings } = part.info;
  const lines = inputsLines(part);
  for (const [name, usual] of Object.entries(defaults)) {
    const value = settings[name as keyof typeof settings];
    if (value !== usual) lines.push(`${name}: ${literal(value)},`);
  }
  if (settings.maxQueueSize !== defaultQueueSizes[settings.overflow]) {
    lines.push(`maxQueueSize: ${literal(settings.maxQueueSize)},`);
  }
  return [...lines, ...orderLines(part), ...onFailureLines(part), ...onDropLines(part)];
}

/** `entries` of a record, as source text. */
export function record(entries: Iterable<readonly [string | number, unknown]>): string {
  return literal(Object.fromEntries(entries));
}

function inputsLines({ unfit }: PipelinePart): string[] {
  const comment = '// Of the recorded pipeline: to be filled in, with the inputs of the model.';
  if (Object.keys(unfit).length === 0) return [comment, 'inputs: () => Float32Array.of(1),'];
  return [
    comment,
    'inputs: (_value, index) => {',
    `  const unfit: Record<number, unknown> = ${literal(unfit)};`,
    '  if (index in unfit) throw unfit[index];',
    '  return Float32Array.of(1);',
    '},',
  ];
}

function orderLines({ info, keys, values, positions }: PipelinePart): string[] {
  const { order } = info.settings;
  if (order === 'submission') return [];
  if (order === 'completion') return ["order: 'completion',"];
  const numbers = new Map<unknown, number>();
  const primitive = (key: unknown) => {
    if (typeof key === 'string' || typeof key === 'boolean') return key;
    if (Number.isFinite(key)) return key;
    if (!numbers.has(key)) numbers.set(key, numbers.size);
    return `key ${numbers.get(key)}`;
  };
  const entries = [...keys]
    .filter(([index]) => positions.has(index))
    .map(([index, key]) => [values.get(index) ?? 'null', primitive(key)] as const);
  return [
    '// A function of the value: these are the keys it gave.',
    `order: (value) => (${record(entries)} as Record<string, unknown>)[JSON.stringify(value)],`,
  ];
}

function onFailureLines({ info, decisions, error, positions }: PipelinePart): string[] {
  const { onFailure } = info.settings;
  if (onFailure === 'fail') return [];
  if (typeof onFailure !== 'function') return [`onFailure: ${literal(onFailure)},`];
  const entries = decisions.flatMap(({ index, attempts, decision }) => {
    if (decision === 'thrown') return [];
    const action: FailureAction =
      typeof decision === 'number' ? { retry: { count: attempts, delay: decision } } : decision;
    return [[`${positions.get(index)}/${attempts}`, action] as const];
  });
  return [
    '// A function of the failure: these are its decisions, by index/attempts.',
    'onFailure: ({ index, attempts }) => {',
    `  const decisions: Record<string, FailureAction> = ${record(entries)};`,
    // biome-ignore lint/suspicious/noTemplateCurlyInString: source text
    '  const decision = decisions[`${index}/${attempts}`];',
    `  if (decision === undefined) throw ${literal(error ?? 'not recorded')};`,
    '  return decision;',
    '},',
  ];
}

function onDropLines({ info, thrownDrop }: PipelinePart): string[] {
  if (!info.settings.onDrop) return [];
  if (!thrownDrop) return ['// onDrop: a function, to be filled in.'];
  return [`onDrop: throwsIn(${thrownDrop.call}, ${literal(thrownDrop.error)}),`];
}
