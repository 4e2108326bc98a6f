// Runs the conformance suite inside of a test, without a test runner: case by case, in virtual time.
import { setImmediate } from 'node:timers/promises';
import { config, VirtualTimeScheduler } from 'rxjs';
import { type DeviceSetup, describeDevice } from '../../src/testing/index.js';

export interface SuiteCase {
  readonly topic: string;
  readonly name: string;
  readonly skipped: boolean;
  readonly run: () => Promise<void>;
}

/** What describeDevice registers. */
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

/** More steps than any case takes. */
const mostSteps = 50_000;

/**
 * What a case fails with, if it does. One that still waits when nothing is scheduled any more hangs.
 *
 * @param scheduler what its devices run on
 */
export async function failureOf(
  { run }: SuiteCase,
  scheduler: VirtualTimeScheduler,
): Promise<string | undefined> {
  let ending: { error?: unknown } | undefined;
  const { onUnhandledError } = config;
  // What a test runner would take for a failure of the test, too.
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
      // Promises first.
      await setImmediate();
      if (ending) return ending.error === undefined ? undefined : String(ending.error);
      if (scheduler.actions.length === 0 || steps > mostSteps) return 'it hangs';
      for (let action = scheduler.actions.shift(); action; action = scheduler.actions.shift()) {
        scheduler.frame = action.delay;
        const thrown = action.execute(action.state, action.delay);
        if (thrown) return String(thrown);
        steps += 1;
        if (steps > mostSteps) break;
      }
    }
  } finally {
    config.onUnhandledError = onUnhandledError;
  }
}

/** A scheduler whose clock does not begin at 0, as no real one does. */
export function laterScheduler(): VirtualTimeScheduler {
  const scheduler = new VirtualTimeScheduler();
  scheduler.frame = 10_000;
  return scheduler;
}
