// Runs the cases of the conformance suite inside a test, one at a time and in virtual time.
import { setImmediate } from 'node:timers/promises';
import { config, VirtualTimeScheduler } from 'rxjs';
import { type DeviceSetup, describeDevice } from '../../../../src/testing/index.js';

export interface SuiteCase {
  readonly topic: string;
  readonly name: string;
  readonly skipped: boolean;
  readonly run: () => Promise<void>;
}

/** The cases that describeDevice registers. */
export function casesOf(setup: DeviceSetup): SuiteCase[] {
  const cases: SuiteCase[] = [];
  const topics: string[] = [];
  const add = (skipped: boolean) => (name: string, run: () => Promise<void>) => {
    cases.push({ topic: topics.at(-1) ?? '', name, skipped, run });
  };
  const runner = {
    describe: (name: string, body: () => void) => {
      topics.push(name);
      body();
      topics.pop();
    },
    it: Object.assign(add(false), { skip: add(true) }),
  };
  const { describe, it } = globalThis as Partial<typeof runner>;
  Object.assign(globalThis, runner);
  try {
    describeDevice('a device', setup);
  } finally {
    Object.assign(globalThis, { describe, it });
  }
  return cases;
}

/** A case that takes more steps hangs. */
const maxSteps = 50_000;

/**
 * Runs a case. Resolves with the message of its failure, or with undefined. A case that has not ended when the scheduler
 * has no actions left hangs.
 *
 * @param scheduler the scheduler of its devices
 */
export async function failureOf(
  { run }: SuiteCase,
  scheduler: VirtualTimeScheduler,
): Promise<string | undefined> {
  let ending: { error?: unknown } | undefined;
  const { onUnhandledError } = config;
  // A test runner would count an unhandled error as a failure of the test.
  config.onUnhandledError = (error) => {
    ending ??= { error };
  };
  run().then(
    () => {
      ending ??= {};
    },
    (error) => {
      ending ??= { error };
    },
  );
  try {
    for (let steps = 0; ; ) {
      // Lets pending promises settle before the next actions run.
      await setImmediate();
      if (ending) return ending.error === undefined ? undefined : String(ending.error);
      if (scheduler.actions.length === 0 || steps > maxSteps) return 'the case hangs';
      for (let action = scheduler.actions.shift(); action; action = scheduler.actions.shift()) {
        scheduler.frame = action.delay;
        const thrown = action.execute(action.state, action.delay);
        if (thrown) return String(thrown);
        steps += 1;
        if (steps > maxSteps) break;
      }
    }
  } finally {
    config.onUnhandledError = onUnhandledError;
  }
}

/** A virtual scheduler whose clock starts at 10 s, because a real clock does not start at 0. */
export function laterScheduler(): VirtualTimeScheduler {
  const scheduler = new VirtualTimeScheduler();
  scheduler.frame = 10_000;
  return scheduler;
}
