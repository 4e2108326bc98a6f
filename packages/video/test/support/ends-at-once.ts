import { expect } from '@jest/globals';

/** Within so many ms a source ends, whatever its server does. */
const bound = 250;

/**
 * Asserts that something ends in time. The machine may be busy with something else once, not each time: one of three attempts has to be in
 * time.
 *
 * @param attempt prepares everything, and returns what is measured
 */
export async function expectToEndAtOnce(attempt: () => Promise<() => Promise<unknown>>): Promise<void> {
  const times: number[] = [];
  while (times.length < 3 && !times.some((time) => time < bound)) {
    const end = await attempt();
    const start = performance.now();
    await end();
    times.push(performance.now() - start);
  }
  expect(Math.min(...times)).toBeLessThan(bound);
}
