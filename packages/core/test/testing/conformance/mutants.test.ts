// The conformance suite fails with devices that have one defect each.
import { describe, expect, it } from '@jest/globals';
import type { Session } from '../../../src/device-index.js';
import { decorateModels } from '../../../src/testing/decorators/decorate-models.js';
import { createVirtualDevice, type VirtualDevice } from '../../../src/testing/index.js';
import { wrongCalls } from './support/mutants/calls.js';
import { wrongDims } from './support/mutants/dims.js';
import { wrongReports } from './support/mutants/reports.js';
import { casesOf, failureOf, laterScheduler } from './support/run-suite.js';
import { virtualSetup } from './support/virtual-setup.js';

/** Runs the cases over a changed device. Returns the messages of failures, up to the first one that matches `wanted`. */
async function failures(
  mutate: (device: VirtualDevice) => VirtualDevice,
  wanted?: RegExp,
): Promise<string[]> {
  const scheduler = laterScheduler();
  const cases = casesOf(virtualSetup(() => mutate(createVirtualDevice({ scheduler }))));
  const all: string[] = [];
  for (const each of cases) {
    const failure = await failureOf(each, scheduler);
    if (failure === undefined) continue;
    all.push(failure);
    if (wanted?.test(failure)) break;
  }
  return all;
}

describe('the conformance suite', () => {
  it('has at least two cases for every topic', () => {
    const topics = new Map<string, number>();
    for (const { topic } of casesOf(virtualSetup())) topics.set(topic, (topics.get(topic) ?? 0) + 1);
    expect([...topics.keys()]).toEqual([
      'ordering',
      'back-pressure',
      'preparing',
      'endings',
      'failures',
      'instances',
      'close',
      'batches',
      'a dynamic model',
      'a model that fails',
    ]);
    expect(Math.min(...topics.values())).toBeGreaterThan(1);
  });

  it('skips cases whose models the setup cannot load, and names the missing function', () => {
    const { open, loadModel } = virtualSetup();
    const skipped = casesOf({ open, loadModel }).filter((each) => each.skipped);
    expect(new Set(skipped.map(({ topic }) => topic))).toEqual(
      new Set(['batches', 'a dynamic model', 'a model that fails']),
    );
    for (const { name } of skipped) expect(name).toMatch(/\(the setup has no load\w+Model\)$/);
  });

  it('passes with a device without defects', async () => {
    expect(await failures((device) => device)).toEqual([]);
  });

  it.each([...wrongReports, ...wrongCalls, ...wrongDims])(
    'fails with a device whose session %s',
    async (_name, message, Mutant) => {
      const mutate = (device: VirtualDevice) =>
        decorateModels(device, () => (session: Session) => new Mutant(session, device.scheduler));
      expect(await failures(mutate, message)).toContainEqual(expect.stringMatching(message));
    },
  );

  it('fails with a device that does not close its models', async () => {
    const mutate = (device: VirtualDevice): VirtualDevice => ({ ...device, close: () => Promise.resolve() });
    expect(await failures(mutate, /ERR_CLOSED/)).toContainEqual(
      expect.stringContaining('use of a closed model: expected "ERR_CLOSED"'),
    );
  });
});
