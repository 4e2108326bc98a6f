// What users can import, by name: a change of it is a change of this file, to be seen in review.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import * as device from '../src/device-index.js';
import * as core from '../src/index.js';
import * as testing from '../src/testing/index.js';

interface Names {
  values: string[];
  types: string[];
}

/** The names that an index exports, by its text: types leave nothing at run time. */
function namesIn(index: string): Names {
  const text = readFileSync(new URL(index, import.meta.url), 'utf8');
  const names: Names = { values: [], types: [] };
  for (const [, type, list = ''] of text.matchAll(/^export (type )?\{([^}]*)\} from '.*';$/gm)) {
    const found = list.split(',').map((name) => name.trim());
    names[type ? 'types' : 'values'].push(...found.filter((name) => name !== ''));
  }
  // Nothing else is in there: no other form of export goes unseen.
  const rest = text.replace(/^export (type )?\{[^}]*\} from '.*';$/gm, '').replace(/^\/\/.*$/gm, '');
  expect(rest.trim()).toBe('');
  return { values: names.values.sort(), types: names.types.sort() };
}

const words = (text: string) => text.trim().split(/\s+/);

describe.each([
  [
    '.',
    '../src/index.ts',
    core,
    words(`
      AclError AscendRxError InferTimeoutError aclCodes float16ToFloat32 float32ToFloat16 infer inferFrom
    `),
    words(`
      AbortSignalLike AclCodeName AscendRxErrorCode BlockType Device Drop DropCause FailureAction
      Float16Elements InferConfig InferConfigWithInputs InferConfigWithPrepare InferFailure InferInputs InferOrder
      InferOutputs InferResult InferTiming InputData InputTensor InputValue InstanceEvent
      InstanceStep Ledger Model ModelStats Overflow Percentiles PipelineEnding PipelineStats
      Prepare PrepareContext PrepareSignal Preparing
      PullSource RawTensor RunOptions Runner RunnerConfig RunnerConfigWithPrepare StatsSample Tensor TensorDataTypes
      TensorInfo TensorType TraceEvent TraceEventOf TraceEventType
      TraceFields TraceSink TracedGroup TracedModel TracedPipeline TracedSettings TypedArray WebStream
    `),
  ],
  [
    './device',
    '../src/device-index.ts',
    device,
    words(`
      assertKnownOptions createModel defaultMaxInFlight defaultQueueSizes expected inferDefaults layoutOf outputNames
      rebuildDelays runGuarded tensorArrays
    `),
    words(`
      BlockType CallerContext CaptureContext Device ExecuteOptions GroupReport ModelOptions OutputLayout Session
      SessionObserver TensorArray
    `),
  ],
  [
    './testing',
    '../src/testing/index.ts',
    testing,
    words(`
      assertBalanced assertSettled createVirtualDevice describeDevice withFaults
    `),
    words(`
      DeviceSetup FaultPlan RandomFaults ServiceTime VirtualDevice VirtualDeviceOptions VirtualModelOptions
      VirtualTensor
    `),
  ],
])('the public surface of %s', (_, index, module, values, types) => {
  const names = namesIn(index);

  it('has these values', () => {
    expect(names.values).toEqual(values);
    expect(Object.keys(module).sort()).toEqual(values);
  });

  it('has these types', () => {
    expect(names.types).toEqual(types);
  });
});

it('the public surface has no other entry points', () => {
  const { exports } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  expect(Object.keys(exports)).toEqual(['.', './device', './testing']);
});
