// The conformance suite can fail: devices that are right but for one thing, and what it says of each.
import { describe, expect, it } from '@jest/globals';
import type { Session } from '../src/device-index.js';
import { decorateModels } from '../src/testing/decorate-models.js';
import { createVirtualDevice, type VirtualDevice } from '../src/testing/index.js';
import { wrongCalls } from './support/mutants/calls.js';
import { wrongReports } from './support/mutants/reports.js';
import { casesOf, failureOf, laterScheduler } from './support/run-suite.js';
import { virtualSetup } from './support/virtual-setup.js';

/** What the cases fail with, up to the first that is `wanted`. */
async function failures(
  mutate: (device: VirtualDevice) => VirtualDevice,
  wanted?: RegExp,
): Promise<string[]> {
  const scheduler = laterScheduler();
  const cases = casesOf(virtualSetup(() => mutate(createVirtualDevice({ scheduler }))));
  const all: string[] = [];
  for (const each of cases) {
    const failure = await failureOf(each, scheduler);
    if (failure !== undefined) all.push(failure);
    if (failure !== undefined && wanted?.test(failure)) break;
  }
  return all;
}

describe('the conformance suite', () => {
  it('has cases for every topic', () => {
    const topics = new Map<string, number>();
    for (const { topic } of casesOf(virtualSetup())) topics.set(topic, (topics.get(topic) ?? 0) + 1);
    expect([...topics.keys()]).toEqual([
      'ordering',
      'back-pressure',
      'endings',
      'failures',
      'instances',
      'close of',
      'batches',
      'a model that fails',
    ]);
    expect(Math.min(...topics.values())).toBeGreaterThan(1);
  });

  it('skips what the setup cannot do, and says so', () => {
    const { open, loadModel } = virtualSetup();
    const skipped = casesOf({ open, loadModel }).filter((each) => each.skipped);
    expect(new Set(skipped.map(({ topic }) => topic))).toEqual(new Set(['batches', 'a model that fails']));
    for (const { name } of skipped) expect(name).toMatch(/\(the setup has no load\w+Model\)$/);
  });

  it('passes with a device that does nothing wrong', async () => {
    expect(await failures((device) => device)).toEqual([]);
  });

  it.each([...wrongReports, ...wrongCalls])('fails with a device that %s', async (_name, message, Mutant) => {
    const mutate = (device: VirtualDevice) =>
      decorateModels(device, () => (session: Session) => new Mutant(session, device.scheduler));
    expect(await failures(mutate, message)).toContainEqual(expect.stringMatching(message));
  });

  it('fails with a device that closes without its models', async () => {
    const mutate = (device: VirtualDevice): VirtualDevice => ({ ...device, close: () => Promise.resolve() });
    expect(await failures(mutate, /ERR_CLOSED/)).toContainEqual(
      expect.stringContaining('use of a model afterwards: expected "ERR_CLOSED"'),
    );
  });
});
