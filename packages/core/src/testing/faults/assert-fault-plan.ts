import { assertKnownOptions } from '../../util/assert-known-options.js';
import { assertInteger, assertList, assertProbability, assertTime } from '../../util/assertions.js';
import { expected } from '../../util/expected.js';
import type { FaultPlan, RandomFaults } from './fault-plan.js';

/** The keys of `T`. The compiler refuses a list in which one of them is missing. */
const keysOf = <T>(keys: Record<keyof T, true>): string[] => Object.keys(keys);

const planKeys = keysOf<FaultPlan>({
  submissions: true,
  inferences: true,
  launches: true,
  callbacks: true,
  rebuilds: true,
  slowRebuilds: true,
  deviceLost: true,
  memory: true,
  random: true,
});
const callbackKeys = keysOf<NonNullable<FaultPlan['callbacks']>>({ late: true, lost: true, twice: true });
const randomKeys = keysOf<RandomFaults>({
  seed: true,
  submission: true,
  inference: true,
  launch: true,
  rebuild: true,
  late: true,
  lost: true,
  twice: true,
});

/**
 * Checks a fault plan. Unknown names are errors, because a fault with a misspelt name would never happen.
 *
 * @throws TypeError or RangeError
 */
export function assertFaultPlan(plan: FaultPlan): void {
  assertKnownOptions('withFaults', plan, planKeys);
  const { submissions, inferences, launches, rebuilds, slowRebuilds, deviceLost, memory } = plan;
  for (const [name, codes] of Object.entries({ submissions, inferences, rebuilds })) {
    assertByOrdinal(name, codes, assertCode);
  }
  assertOrdinals('launches', launches);
  assertByOrdinal('slowRebuilds', slowRebuilds, assertTime);
  if (deviceLost !== undefined) assertInteger('deviceLost', deviceLost, 0);
  if (memory !== undefined) assertInteger('memory', memory, 0);
  assertCallbacks(plan.callbacks);
  assertRandom(plan.random);
}

function assertCallbacks(callbacks: FaultPlan['callbacks']): void {
  if (callbacks === undefined) return;
  assertKnownOptions('callbacks of withFaults', callbacks, callbackKeys);
  assertByOrdinal('callbacks.late', callbacks.late, assertTime);
  assertOrdinals('callbacks.lost', callbacks.lost);
  assertOrdinals('callbacks.twice', callbacks.twice);
}

function assertRandom(random: RandomFaults | undefined): void {
  if (random === undefined) return;
  assertKnownOptions('random of withFaults', random, randomKeys);
  const { seed, late, ...probabilities } = random;
  assertInteger('random.seed', seed, Number.NEGATIVE_INFINITY);
  for (const [name, probability] of Object.entries(probabilities)) {
    if (probability !== undefined) assertProbability(`random.${name}`, probability);
  }
  if (late === undefined) return;
  if (!Array.isArray(late) || late.length !== 2) {
    throw new TypeError(expected('a probability and a delay', 'random.late', late));
  }
  assertProbability('random.late[0]', late[0]);
  assertTime('random.late[1]', late[1]);
}

function assertByOrdinal(
  name: string,
  faults: Readonly<Record<number, unknown>> | undefined,
  assert: (name: string, value: unknown) => void,
): void {
  if (faults === undefined) return;
  if (typeof faults !== 'object' || faults === null || Array.isArray(faults)) {
    throw new TypeError(expected('an object with ordinals as keys', name, faults));
  }
  for (const [ordinal, value] of Object.entries(faults)) {
    if (!/^\d+$/.test(ordinal)) throw new TypeError(expected('integers ≥ 0 as keys', name, ordinal));
    assert(`${name}[${ordinal}]`, value);
  }
}

function assertOrdinals(name: string, list: readonly number[] | undefined): void {
  if (list === undefined) return;
  assertList('an array of ordinals', name, list);
  list.forEach((ordinal, i) => {
    assertInteger(`${name}[${i}]`, ordinal, 0);
  });
}

function assertCode(name: string, code: unknown): void {
  if (Number.isInteger(code) && code !== 0) return;
  throw new RangeError(expected('the code of an ACL error, an integer other than 0,', name, code));
}
