// What holds whatever comes, over real threads: random options, faults and endings on the embedded runtime, several
// pipelines on a model of several instances. ASCEND_RX_PROPERTY_RUNS says how many scenarios (default 200);
// ASCEND_RX_PROPERTY_SEED and ASCEND_RX_PROPERTY_PATH, from a failure's message, play that one again.
import { type InferConfigWithInputs, infer, inferFrom, type Model } from '@ascend-rx/core';
import { assertBalanced, assertSettled, withFaults } from '@ascend-rx/core/testing';
import { openDevice } from '@ascend-rx/native';
import { afterAll, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { range, Subject, takeUntil } from 'rxjs';
import { type Kind, kinds, type PipelinePlan, type Scenario, scenario } from '../support/device-scenario.js';
import { TemporaryFolder } from '../support/temporary-folder.js';

const folder = new TemporaryFolder();
afterAll(() => folder.remove());

const files = Object.fromEntries(
  Object.entries(kinds).map(([kind, { encode }]) => [kind, folder.write(`${kind}.onnx`, encode())]),
) as Record<Kind, string>;

/** One subscription to its end. Rejects with what did not hold. */
function play(plan: PipelinePlan, kind: Kind, model: Model, close: () => void): Promise<void> {
  const { count, leavesAfter, closesAfter, bad, source } = plan;
  const { elements } = kinds[kind];
  const ends = new Map<number, string>();
  const last = new Map<number, number>();
  const inputOf = (n: number) => (bad.includes(n) ? -2 - n : n);
  return new Promise((resolve, reject) => {
    let results = 0;
    let ending: string | undefined;
    const left$ = new Subject<void>();
    const check = (holds: boolean, what: string) => {
      if (!holds) reject(new Error(what));
    };
    const end = (n: number, how: string) => {
      check(ending === undefined, `${n} is ${how} after ${ending}`);
      check(!ends.has(n), `${n} is ${how} and was ${ends.get(n)}`);
      ends.set(n, how);
      assertBalanced(model);
    };
    const config: InferConfigWithInputs<number> = {
      ...plan.config,
      order: plan.config.order === 'key' ? (n) => n % 3 : plan.config.order,
      inputs: (n) => new Float32Array(elements).fill(inputOf(n)),
      onDrop: (n) => end(n, 'dropped'),
    };
    const numbers = Array.from({ length: count }, (_, n) => n);
    const results$ =
      source === 'push' ? range(count).pipe(infer(model, config)) : inferFrom(numbers, model, config);
    results$.pipe(takeUntil(left$)).subscribe({
      next: (result) => {
        const { source: n, outputs } = result;
        end(n, 'delivered');
        const data = outputs.y?.data;
        check(data?.[0] === n && data.at(-1) === n && !bad.includes(n), `${n} has the result ${data?.[0]}`);
        const key = plan.config.order === 'key' ? n % 3 : 0;
        if (plan.config.order !== 'completion') {
          check(n > (last.get(key) ?? -1), `${n} comes after ${last.get(key)}`);
        }
        last.set(key, n);
        results += 1;
        if (results % 3 === 0) result.release();
        if (results === closesAfter) close();
        if (results === leavesAfter) {
          ending = 'it was left';
          left$.next();
        }
      },
      error: (error: Error) => {
        check(ending === undefined, `${error.message} after ${ending}`);
        ending = 'an error';
        resolve();
      },
      complete: () => {
        if (ending === undefined) check(ends.size === count, `${ends.size} of ${count} inputs have ended`);
        ending ??= 'complete';
        resolve();
      },
    });
  });
}

async function playAll(plan: Scenario): Promise<void> {
  const { kind, development, slots, instances, devices } = plan;
  const opened = await openDevice({ library: 'embedded', development });
  const device = plan.faults ? withFaults(opened, plan.faults) : opened;
  const model = await device.loadModel(files[kind], { slots, instances, devices });
  const calm = plan.faults === undefined && plan.pipelines.every(({ bad }) => bad.length === 0);
  const failures: unknown[] = [];
  model.events$.subscribe((event) => failures.push(event));
  try {
    await Promise.all(plan.pipelines.map((each) => play(each, kind, model, () => void opened.close())));
  } finally {
    await opened.close();
  }
  assertSettled(model);
  if (calm) expect(failures).toEqual([]);
}

it('every input ends once, with its own result, in order; all comes to its end and gives its slots back', async () => {
  const { ASCEND_RX_PROPERTY_RUNS: runs = '200', ASCEND_RX_PROPERTY_SEED: seed } = process.env;
  const { ASCEND_RX_PROPERTY_PATH: path } = process.env;
  const parameters = {
    numRuns: Number(runs),
    seed: seed === undefined ? Date.now() % 2 ** 31 : Number(seed),
    ...(path === undefined ? {} : { path }),
    // A pipeline that hangs is reported with its scenario, not by the runner.
    timeout: 60_000,
    endOnFailure: true,
  };
  process.stdout.write(
    `property tests of the device: ${parameters.numRuns} scenarios, seed ${parameters.seed}\n`,
  );
  expect(parameters.numRuns).toBeGreaterThan(0);
  await fc.assert(fc.asyncProperty(scenario, playAll), parameters);
}, 3_600_000);
