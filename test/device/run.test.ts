// Calls of `run` over the embedded runtime.
import { getEventListeners } from 'node:events';
import { AclError, infer } from '@ascend-rx/core';
import { assertBalanced } from '@ascend-rx/core/testing';
import { describe, expect, it } from '@jest/globals';
import { lastValueFrom, range, toArray } from 'rxjs';
import { embeddedModels } from '../support/embedded-models.js';
import { batched, failingIdentity, identity, squared } from '../support/models.js';

const { load } = embeddedModels();

const filled = (n: number, elements = 16) => new Float32Array(elements).fill(n);

describe('model.run', () => {
  it.each([{}, { instances: 2, slots: 3 }, { devices: [0, 1] }])(
    'answers a thousand calls at once, each with its own result, loaded with %j',
    async (options) => {
      const model = await load(identity(), options);
      const results = await Promise.all(Array.from({ length: 1000 }, (_, n) => model.run(filled(n))));
      results.forEach(({ outputs, index }, n) => {
        expect(outputs.y?.data[0]).toBe(n);
        expect(index).toBe(n);
      });
      expect(model.stats().ledger).toMatchObject({ submitted: 1000, delivered: 1000 });
      expect(model.stats().callbacks).toBeLessThan(1000);
    },
  );

  it('keeps maxQueueSize when a thousand come at once', async () => {
    const model = await load(identity(), { slots: 4 });
    const runner = model.runner({ maxQueueSize: 100 });
    const outcomes = await Promise.allSettled(Array.from({ length: 1000 }, (_, n) => runner.run(filled(n))));
    expect(outcomes.slice(0, 104).every(({ status }) => status === 'fulfilled')).toBe(true);
    for (const outcome of outcomes.slice(104)) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'ERR_OVERFLOW' } });
    }
    expect(model.stats().ledger).toMatchObject({ submitted: 1000, delivered: 104, failed: 896 });
  });

  it('answers the others when calls are aborted, in flight and waiting', async () => {
    const model = await load(squared(64), { slots: 2 });
    const abort = new AbortController();
    const { signal } = abort;
    const calls = Array.from({ length: 40 }, (_, n) =>
      model.run(filled(n, 64 * 64), n % 2 === 0 ? { signal } : {}),
    );
    // Calls with the same signal share a listener.
    expect(getEventListeners(signal, 'abort')).toHaveLength(1);
    abort.abort('left');
    assertBalanced(model);
    const outcomes = await Promise.allSettled(calls);
    outcomes.forEach((outcome, n) => {
      if (n % 2 === 0) expect(outcome).toEqual({ status: 'rejected', reason: 'left' });
      else expect(outcome).toMatchObject({ value: { source: filled(n, 64 * 64) } });
    });
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
    expect(model.stats().ledger).toMatchObject({ submitted: 40, delivered: 20, cancelled: 20 });
    // Two were on the device.
    expect(model.stats().executions).toBe(21);
  });

  it('fails alone on the device, and goes on after the rebuild', async () => {
    const model = await load(failingIdentity(), { slots: 1 });
    const runner = model.runner({ inputs: (n: number) => filled(n) });
    const outcomes = await Promise.allSettled([1, -5, 3, 4].map((n) => runner.run(n)));
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
    expect((outcomes[1] as PromiseRejectedResult).reason).toBeInstanceOf(AclError);
    expect(model.stats().ledger).toMatchObject({ submitted: 4, delivered: 3, failed: 1 });
  });

  it('is mended by a retry when the failure of another call took its instance down', async () => {
    const model = await load(failingIdentity(), { slots: 8 });
    const runner = model.runner({
      inputs: (n: number) => filled(n),
      onFailure: ({ source }) => (source < 0 ? 'fail' : { retry: { count: 3 } }),
    });
    const outcomes = await Promise.allSettled([1, 2, -5, 4, 5, 6].map((n) => runner.run(n)));
    expect(outcomes.map(({ status }) => (status === 'fulfilled' ? '+' : '-')).join('')).toBe('++-+++');
    expect(model.stats().ledger).toMatchObject({ submitted: 6, delivered: 5, failed: 1 });
  });

  it('really forms batches of 8 out of calls that come at once', async () => {
    const model = await load(batched([1, 2, 4, 8]));
    const runner = model.runner({ batchSize: 8 });
    const results = await Promise.all(Array.from({ length: 400 }, (_, n) => runner.run(filled(n, 4))));
    for (const [n, { outputs }] of results.entries()) expect(outputs.y?.data[3]).toBe(2 * n);
    expect(model.stats().executions).toBe(50);
  });

  it('shares the slots with a pipeline: both come to their end', async () => {
    const model = await load(identity(), { slots: 2 });
    const pipeline = lastValueFrom(
      range(500).pipe(infer(model, { inputs: (n) => filled(n), callbackInterval: 2 }), toArray()),
    );
    const calls = Promise.all(Array.from({ length: 500 }, (_, n) => model.run(filled(n))));
    const [results, answers] = await Promise.all([pipeline, calls]);
    expect(results.map(({ outputs }) => outputs.y?.data[0])).toEqual(answers.map((_, n) => n));
    expect(model.stats().ledger).toMatchObject({ submitted: 1000, delivered: 1000 });
  });

  it('ends with the model: what has a slot is answered, the rest is rejected', async () => {
    const model = await load(identity(), { slots: 4 });
    const all = Promise.allSettled(Array.from({ length: 50 }, (_, n) => model.run(filled(n))));
    await model.close();
    const outcomes = await all;
    expect(outcomes.slice(0, 4).every(({ status }) => status === 'fulfilled')).toBe(true);
    for (const outcome of outcomes.slice(4)) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'ERR_CLOSED' } });
    }
  });
});
