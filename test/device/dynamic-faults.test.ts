// Calls of dynamic models that fail: every value has its right result or is dropped, and nothing stays allocated. What does would
// be told by the strict checks of the runtime, as a warning on stderr.
import { fileURLToPath } from 'node:url';
import { aclCodes } from '@ascend-rx/core';
import type { EmbeddedFault } from '@ascend-rx/native';
import { afterAll, describe, expect, it } from '@jest/globals';
import { doubledLength, nonZero } from '../support/dynamic-models.js';
import { runChild } from '../support/run-child.js';
import { TemporaryFolder } from '../support/temporary-folder.js';

const program = fileURLToPath(new URL('dynamic.mjs', import.meta.url));
const folder = new TemporaryFolder();
const places = folder.write('places.onnx', nonZero(20_000));
const doubled = folder.write('doubled.onnx', doubledLength());
afterAll(() => folder.remove());

async function run(runMode: string, faults: readonly EmbeddedFault[]) {
  const { code, stdout, stderr } = await runChild([
    program,
    runMode,
    JSON.stringify(faults),
    places,
    doubled,
  ]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout);
}

describe('dynamic models', () => {
  it.each(['device', 'host'])('give every value its result, in run mode %s', async (runMode) => {
    const all = { right: 200, dropped: 0, sum: 200 };
    expect(await run(runMode, [])).toEqual({ first: all, second: all });
  });

  it.each([
    ['device', 'aclmdlExecute'],
    ['host', 'aclmdlExecute'],
    ['host', 'aclrtMemcpy'],
    ['device', 'aclmdlSetDatasetTensorDesc'],
    ['host', 'aclmdlAddDatasetBuffer'],
    ['device', 'aclrtMalloc'],
    ['host', 'aclrtMallocHost'],
    ['host', 'aclrtLaunchCallback'],
  ])('lose nothing but the values that fail, in run mode %s with refusals of %s', async (runMode, name) => {
    const code = aclCodes.ACL_ERROR_RT_MEMORY_ALLOCATION;
    const { first, second } = await run(runMode, [{ function: name, code, probability: 0.1, seed: 7 }]);
    expect(first.sum).toBe(200);
    expect(second.sum).toBe(200);
    // A callback that is refused loses nothing: the session synchronizes in its place.
    const loses = name !== 'aclrtLaunchCallback';
    expect(first.dropped + second.dropped > 0).toBe(loses);
  });
});
