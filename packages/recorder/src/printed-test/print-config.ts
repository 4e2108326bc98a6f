// The options of `infer` as source text: those that differ from their defaults.
import type { FailureAction, TensorType } from '@ascend-rx/core';
import { defaultMaxInFlight, defaultQueueSizes, inferDefaults, tensorArrays } from '@ascend-rx/core/device';
import type { OrderKey, RecordedModel } from '../recording/recorded-event.js';
import type { PipelineScenario } from '../replay/pipeline-scenario.js';
import { literal, propertyName } from './literal.js';

/** The options, one or more lines each. */
export function configLines(part: PipelineScenario): string[] {
  const { settings } = part.pipeline;
  const lines = inputsLines(part);
  // Two may be functions. What is prepared is executed at once in the test.
  const { order, onFailure, maxPreparing: _maxPreparing, ...others } = inferDefaults;
  const { overflow, callbackInterval } = settings;
  const maxInFlight = defaultMaxInFlight(overflow, callbackInterval, part.pipeline.model.instances);
  const plainDefaults = { ...others, maxInFlight };
  for (const name of Object.keys(plainDefaults) as (keyof typeof plainDefaults)[]) {
    const value = settings[name];
    if (value !== plainDefaults[name]) lines.push(`${name}: ${literal(value)},`);
  }
  if (settings.label !== undefined) lines.push(`label: ${literal(settings.label)},`);
  if (settings.maxQueueSize !== defaultQueueSizes[settings.overflow]) {
    lines.push(`maxQueueSize: ${literal(settings.maxQueueSize)},`);
  }
  if (settings.order !== order) lines.push(...orderLines(part));
  if (settings.onFailure !== onFailure) lines.push(...onFailureLines(part));
  return [...lines, ...onDropLines(part)];
}

// The source of a table.
function table(entries: Iterable<readonly [string | number, unknown]>): string {
  return literal(Object.fromEntries(entries));
}

function inputsLines(part: PipelineScenario): string[] {
  const { unfit, pipeline } = part;
  const { dynamic } = pipeline.model;
  const comment = '// A function of the recorded pipeline: to be filled in, with the inputs of the model.';
  const throws = Object.keys(unfit).length > 0;
  if (!throws && !dynamic) return [comment, 'inputs: () => Float32Array.of(1),'];
  return [
    comment,
    'inputs: (_value, index) => {',
    ...(throws
      ? [
          `  const unfit: Record<number, unknown> = ${literal(unfit)};`,
          '  if (index in unfit) throw unfit[index];',
        ]
      : []),
    ...(dynamic ? dynamicInputLines(part, dynamic) : ['  return Float32Array.of(1);']),
    '},',
  ];
}

// An input that was never executed has dims that no other has: a batch ended before it.
function dynamicInputLines(
  { dims }: PipelineScenario,
  { inputs, gears }: NonNullable<RecordedModel['dynamic']>,
): string[] {
  const sizes = Object.values(dims).flat(2);
  const unused = sizes.reduce((most, size) => Math.max(most, size), 0) + 1;
  const others = gears?.[0] ?? inputs.map((info) => info.dims.map((size) => (size === -1 ? unused : size)));
  return [
    `  const dims: Record<number, number[][]> = ${literal(dims)};`,
    `  const [${inputs.map((_, i) => `dims${i} = []`).join(', ')}] = dims[index] ?? ${literal(others)};`,
    `  return { ${inputs.map(({ name, type }, i) => `${propertyName(name)}: zeros('${type}', ${bytesOf(type)}, dims${i})`).join(', ')} };`,
  ];
}

const bytesOf = (type: TensorType) => tensorArrays[type].BYTES_PER_ELEMENT;

function orderLines({ pipeline, keys, values, positions }: PipelineScenario): string[] {
  const { order } = pipeline.settings;
  if (order !== 'key') return [`order: ${literal(order)},`];
  const known = [...keys].filter(([index]) => positions.has(index));
  const keyOf = printableKeys(known.map(([, key]) => key));
  const entries = known.map(([index, key]) => [values.get(index) ?? 'null', keyOf(key)] as const);
  return [
    '// A function of the value: these are the keys that it returned.',
    `order: (value) => (${table(entries)} as Record<string, unknown>)[JSON.stringify(value)],`,
  ];
}

// Keys as they are if all of them can be printed, else numbers in their place: different ones for different keys.
function printableKeys(keys: readonly OrderKey[]): (key: OrderKey) => unknown {
  const isPrintable = (key: OrderKey) =>
    typeof key === 'string' || typeof key === 'boolean' || Number.isFinite(key);
  if (keys.every(isPrintable)) return (key) => key;
  const numbers = new Map<OrderKey, number>();
  for (const key of keys) if (!numbers.has(key)) numbers.set(key, numbers.size);
  return (key) => numbers.get(key);
}

function onFailureLines({ pipeline, decisions, error, positions }: PipelineScenario): string[] {
  const { onFailure } = pipeline.settings;
  if (onFailure !== 'function') return [`onFailure: ${literal(onFailure)},`];
  const entries = decisions.flatMap(({ index, attempts, decision }) => {
    if (decision === 'thrown') return [];
    const action: FailureAction =
      typeof decision === 'number' ? { retry: { count: attempts, delay: decision } } : decision;
    return [[`${positions.get(index)}/${attempts}`, action] as const];
  });
  return [
    '// A function of the failure: these are its decisions, by index/attempts.',
    'onFailure: ({ index, attempts }) => {',
    `  const decisions: Record<string, FailureAction> = ${table(entries)};`,
    // biome-ignore lint/suspicious/noTemplateCurlyInString: source text
    '  const decision = decisions[`${index}/${attempts}`];',
    `  if (decision === undefined) throw ${literal(error ?? 'not recorded')};`,
    '  return decision;',
    '},',
  ];
}

function onDropLines({ pipeline, thrownDrop }: PipelineScenario): string[] {
  if (!pipeline.settings.hasOnDrop) return [];
  if (!thrownDrop) return ['// onDrop: a function of the recorded pipeline, to be filled in.'];
  return [`onDrop: throwsInCall(${thrownDrop.call}, ${literal(thrownDrop.error)}),`];
}
