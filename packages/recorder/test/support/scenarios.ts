// Scenarios for recorders, played in virtual time.
import { type InferConfig, infer } from '@ascend-rx/core';
import {
  assertBalanced,
  createVirtualDevice,
  type FaultPlan,
  type VirtualDeviceOptions,
  type VirtualModelOptions,
  withFaults,
} from '@ascend-rx/core/testing';
import { concatMap, map, type Observable, repeat, retry, take, takeUntil, timer } from 'rxjs';
import { marbles } from '../../../../test/support/marbles.js';
import { createRecorder, type Recorder } from '../../src/index.js';

/** One pipeline in virtual time. */
export interface Scenario {
  device?: VirtualDeviceOptions;
  model?: VirtualModelOptions<'x', 'y'>;
  faults?: FaultPlan;
  config?: InferConfig<string>;
  source?: string;
  error?: unknown;
  unsubscribed?: number;
  /** What is put behind `infer`. */
  downstream?: (results: Observable<string>) => Observable<string>;
  values?: (source: unknown) => unknown;
}

/** Inputs that fit a virtual model. */
export const ones = { inputs: () => Float32Array.of(1) };

const matrix = { type: 'float32', dims: [-1, -1] } as const;
const dynamicModel: VirtualModelOptions<'x', 'y'> = {
  inputs: [{ name: 'x', ...matrix }],
  outputs: [{ name: 'y', ...matrix }],
};
const row = (columns: number) =>
  ({ type: 'float32', dims: [1, columns], data: new Float32Array(columns) }) as const;

/** Records a scenario in virtual time. */
export function record(scenario: Scenario): Recorder {
  const { device = { serviceTime: 3 }, model: options, faults = {}, config = {}, values } = scenario;
  const {
    source = 'ab-(cd)---e 3ms f--|',
    error,
    unsubscribed,
    downstream = (results) => results,
  } = scenario;
  const recorder = createRecorder(values ? { values } : {});
  marbles(({ cold, flush }) => {
    const model = withFaults(createVirtualDevice(device), faults).createModel(options);
    const results = cold(source, undefined, error).pipe(
      infer(model, { ...ones, ...config, recorder }),
      map((result) => result.source),
    );
    const subscription = downstream(results).subscribe({ error: () => {} });
    if (unsubscribed !== undefined)
      subscription.add(timer(unsubscribed).subscribe(() => subscription.unsubscribe()));
    if (unsubscribed === 0) subscription.unsubscribe();
    flush();
    assertBalanced(model);
  });
  return recorder;
}

/** One or more for each option, fault and ending. */
export const scenarios: [name: string, scenario: Scenario][] = [
  ['defaults', {}],
  ['an interval', { config: { callbackInterval: 3 } }],
  ['no callbacks', { config: { callbackInterval: 0, maxInFlight: 2 } }],
  [
    'callbacks that do not block',
    { device: { serviceTime: 1, callbackTime: 3 }, config: { blockType: 'no-block' } },
  ],
  [
    'callbacks that take time',
    { device: { serviceTime: 2, callbackTime: 2 }, config: { callbackInterval: 2 } },
  ],
  ['a delay of callbacks', { config: { callbackInterval: 4, maxCallbackDelay: 5 } }],
  [
    'drop-oldest',
    { model: { slots: 1 }, config: { overflow: 'drop-oldest', maxQueueSize: 2, label: 'camera' } },
  ],
  ['drop-newest', { model: { slots: 1 }, config: { overflow: 'drop-newest' } }],
  ['overflow as an error', { model: { slots: 1 }, config: { overflow: 'error' } }],
  ['stale values', { model: { slots: 1 }, config: { maxStaleness: 4 } }],
  ['values that the device begins too late', { device: { serviceTime: 4 }, config: { maxStaleness: 6 } }],
  ['two groups in flight', { device: { serviceTime: 4 }, config: { overflow: 'drop-oldest' } }],
  [
    'more groups in flight than an overflow that drops has by default',
    { device: { serviceTime: 4 }, config: { overflow: 'drop-oldest', maxInFlight: 100 } },
  ],
  [
    'order of completion',
    {
      model: { instances: 2 },
      device: { serviceTime: (_size, n) => [9, 1][n] ?? 2 },
      config: { order: 'completion' },
    },
  ],
  [
    'order per key',
    {
      model: { instances: 2 },
      device: { serviceTime: (_size, n) => [9, 1][n] ?? 2 },
      config: { order: (value) => value < 'c' },
    },
  ],
  ['batches', { model: { gears: [1, 2, 4] }, config: { batchSize: 3, maxQueueDelay: 2 } }],
  [
    'a dynamic model',
    {
      model: dynamicModel,
      config: { callbackInterval: 2, inputs: (_value, index) => row(index % 3) },
    },
  ],
  [
    'a dynamic model with gears',
    {
      model: { ...dynamicModel, gears: [[[1, 2]], [[1, 4]]] },
      config: { inputs: (_value, index) => row(index === 3 ? 3 : 2 + 2 * (index % 2)), onFailure: 'drop' },
    },
  ],
  [
    'batches of a dynamic model',
    {
      model: { ...dynamicModel, slots: 2 },
      config: {
        batchSize: 3,
        maxQueueDelay: 2,
        inputs: (_value, index) => row([2, 2, 3, 3, 3, 2][index] ?? 1),
      },
      source: 'ab-(cd)---e 3ms f--|',
    },
  ],
  [
    'batches of a dynamic model, of values that are put back and dropped',
    {
      model: { ...dynamicModel, slots: 1 },
      config: {
        ...{ batchSize: 2, maxQueueDelay: 20, overflow: 'drop-oldest', maxQueueSize: 1 },
        inputs: (_value, index) => row([1, 2, 3, 4, 4][index] ?? 1),
      },
      source: '(abcde|)',
    },
  ],
  ['a timeout', { device: { serviceTime: (_size, n) => (n === 2 ? 30 : 1) }, config: { timeout: 6 } }],
  [
    'timeouts that drop',
    { device: { serviceTime: (_size, n) => (n === 2 ? 9 : 1) }, config: { timeout: 6, onFailure: 'drop' } },
  ],
  [
    'a refused execution',
    { faults: { submissions: { 2: 100000 } }, config: { onFailure: 'drop', callbackInterval: 2 } },
  ],
  ['a refusal that ends it', { faults: { submissions: { 2: 100000 } } }],
  ['a failure on the device', { faults: { inferences: { 2: 507015 } } }],
  [
    'retries',
    {
      faults: { inferences: { 2: 507015 }, slowRebuilds: { 0: 4 } },
      config: { onFailure: { retry: { count: 2, delay: 3 } } },
    },
  ],
  [
    'a function of the failure',
    {
      faults: { inferences: { 2: 507015 } },
      config: { onFailure: ({ index }) => (index === 2 ? 'drop' : { retry: { count: 1 } }) },
    },
  ],
  [
    'a function of the failure that throws',
    {
      faults: { inferences: { 2: 507015 } },
      config: {
        onFailure: () => {
          throw new Error('mine');
        },
      },
    },
  ],
  [
    'an onDrop that throws',
    {
      model: { slots: 1 },
      source: 'abcd|',
      config: {
        overflow: 'drop-newest',
        onDrop: (value) => {
          if (value === 'c') throw new Error('mine');
        },
      },
    },
  ],
  [
    'an onDrop that throws an error with a code',
    {
      model: { slots: 1 },
      source: 'abcd|',
      config: {
        overflow: 'drop-newest',
        onDrop: () => {
          throw Object.assign(new Error('mine'), { code: 'ERR_INVALID_ARG_TYPE' });
        },
      },
    },
  ],
  [
    'an onDrop that does not throw, and another error',
    { model: { slots: 1 }, source: 'ab-#', config: { overflow: 'drop-newest', onDrop: () => {} } },
  ],
  [
    'a rebuild that fails',
    {
      faults: { inferences: { 1: 507015 }, rebuilds: { 0: 500000, 1: 500000 } },
      model: { instances: 2 },
      config: { onFailure: 'drop' },
    },
  ],
  [
    'an instance that is removed',
    { faults: { deviceLost: 2 }, config: { onFailure: { retry: { count: 9 } } } },
  ],
  ['a lost callback', { faults: { callbacks: { lost: [1] } }, config: { onFailure: 'drop' } }],
  [
    'a lost callback that does not block, and so is never found to be lost',
    { faults: { callbacks: { lost: [1] } }, config: { blockType: 'no-block', order: 'completion' } },
  ],
  [
    'batches that start when their first value would be stale',
    { model: { gears: [4] }, config: { batchSize: 4, maxQueueDelay: 5, maxStaleness: 2 } },
  ],
  ['a callback that never comes', { faults: { callbacks: { lost: [5] } } }],
  [
    'callbacks that come late and twice',
    { faults: { callbacks: { late: { 1: 7 }, twice: [2] } }, config: { callbackInterval: 2 } },
  ],
  [
    'inputs that throw',
    {
      config: {
        onFailure: 'drop',
        inputs: (_value, index) => (index === 2 ? Float32Array.of(1, 2) : Float32Array.of(1)),
      },
    },
  ],
  [
    'inputs that end it',
    { config: { inputs: (_value, index) => Float32Array.from({ length: index === 2 ? 2 : 1 }) } },
  ],
  ['an error of the source', { source: 'ab--#', error: new Error('lens') }],
  ['a source that never ends', { source: 'ab' }],
  ['an empty source', { source: '--|' }],
  ['a source that never emits', { source: '' }],
  ['unsubscription', { unsubscribed: 7 }],
  ['unsubscription at once', { unsubscribed: 0 }],
  ['take', { downstream: take(3), config: { callbackInterval: 2 } }],
  [
    'takeUntil in the frame of a result',
    { downstream: (results) => results.pipe(takeUntil(timer(3).pipe(concatMap(() => timer(3))))) },
  ],
  ['retry', { downstream: retry(2), faults: { inferences: { 2: 507015 } } }],
  ['repeat', { downstream: repeat(2) }],
  [
    'values',
    {
      values: (source) => ({ source, camera: "the 'first'\n", __proto__: null }),
      config: { order: (value) => value === 'b' },
    },
  ],
  [
    'many at once',
    {
      source: `(${'abcdefghijklmnopqrstuvwxyz'.repeat(3)}|)`,
      config: { callbackInterval: 8 },
      model: { slots: 16 },
    },
  ],
];
