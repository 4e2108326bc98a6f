import { infer } from '@ascend-rx/core';
import { createVirtualDevice, withFaults } from '@ascend-rx/core/testing';
import { describe, expect, it } from '@jest/globals';
import { Registry } from 'prom-client';
import { marbles } from '../../../test/support/marbles.js';
import { ModelMetrics } from '../src/prometheus/index.js';

const inputs = () => Float32Array.of(1);

/** The samples of a registry, by name and labels. */
async function read(registry: Registry): Promise<Record<string, number>> {
  const lines = (await registry.metrics()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return Object.fromEntries(
    lines.map((line) => [
      line.slice(0, line.lastIndexOf(' ')),
      Number(line.slice(line.lastIndexOf(' ') + 1)),
    ]),
  );
}

describe('ModelMetrics', () => {
  it('should count what has become of inputs, and sum up where their time went', async () => {
    const registry = new Registry();
    const metrics = new ModelMetrics({ registry });
    let samples: Promise<Record<string, number>> | undefined;
    marbles(({ cold, flush }) => {
      const device = withFaults(createVirtualDevice({ serviceTime: 10 }), { inferences: { 1: 507015 } });
      const model = device.createModel({ slots: 1, samplingPeriod: 100 });
      const remove = metrics.add(model, 'shapes');
      cold('(abc|)')
        .pipe(infer(model, { inputs, onFailure: 'drop' }))
        .subscribe();
      cold('(d|)')
        .pipe(infer(model, { inputs, maxQueueSize: 0, overflow: 'drop-newest' }))
        .subscribe();
      // Samples go on for ever.
      cold('250ms x').subscribe(() => {
        samples = read(registry);
        remove();
      });
      flush();
    });
    const of = (rest: string, labels = 'model="shapes"') => `ascend_rx_inference_${rest}{${labels}}`;
    expect(await samples).toMatchObject({
      [of('request_success')]: 2,
      [of('count')]: 2,
      [of('request_failure', 'model="shapes",reason="REJECTED"')]: 2,
      [of('request_failure', 'model="shapes",reason="BACKEND"')]: 0,
      [of('request_failure', 'model="shapes",reason="CANCELED"')]: 0,
      [of('exec_count')]: 3,
      [of('callback_count')]: 3,
      [of('pending_request_count')]: 0,
      [of('in_flight_count')]: 0,
      // The first waits for nothing, the third for two others, of 10 ms each.
      [of('request_duration_us')]: 40_000,
      [of('queue_duration_us')]: 20_000,
      [of('compute_infer_duration_us')]: 20_000,
      [of('compute_input_duration_us')]: 0,
      [of('compute_output_duration_us')]: 0,
    });
  });

  it('should have several models, and forget one that is taken out', async () => {
    const registry = new Registry();
    const metrics = new ModelMetrics({ registry, prefix: 'edge' });
    const device = createVirtualDevice();
    const remove = metrics.add(device.createModel(), 'detector');
    const removeOther = metrics.add(device.createModel(), 'classifier');
    const counts = async () =>
      Object.keys(await read(registry)).filter((name) => name.startsWith('edge_inference_queue_duration_us'));
    expect(await counts()).toHaveLength(2);
    remove();
    remove();
    expect(await counts()).toEqual(['edge_inference_queue_duration_us{model="classifier"}']);
    expect(Object.keys(await read(registry)).filter((name) => name.includes('detector'))).toEqual([]);
    removeOther();
  });

  it('should refuse wrong arguments', () => {
    expect(() => new ModelMetrics({} as never)).toThrow('a Registry of prom-client for `registry`');
    const registry = new Registry();
    expect(() => new ModelMetrics({ registry, prefix: 'a b' })).toThrow("for `prefix` but received 'a b'");
    expect(() => new ModelMetrics({ registry, prefx: 'a' } as never)).toThrow('did you mean `prefix`');
    const metrics = new ModelMetrics({ registry });
    for (const model of [undefined, null, {}])
      expect(() => metrics.add(model as never)).toThrow('a loaded model for `model`');
    expect(() => metrics.add(createVirtualDevice().createModel(), 7 as never)).toThrow('a text for `name`');
  });

  it('should refuse a second model of a name, and a second set in a registry', () => {
    const registry = new Registry();
    const metrics = new ModelMetrics({ registry });
    const model = createVirtualDevice().createModel();
    const remove = metrics.add(model, 'shapes');
    expect(() => metrics.add(model, 'shapes')).toThrow(/'shapes' is measured already: give another name/);
    expect(() => new ModelMetrics({ registry })).toThrow();
    remove();
  });
});
