import { setImmediate } from 'node:timers/promises';
import { createModel } from '@ascend-rx/core/device';
import { assertSettled } from '@ascend-rx/core/testing';
import { VirtualTimeScheduler } from 'rxjs';
import { Classifier } from '../../src/classifier.js';
import { createServer } from '../../src/create-server.js';
import { PictureSession } from './picture-session.js';

const limits = {
  maxQueueSize: 1,
  maxPixels: 1_000_000,
  top: 3,
  maxBytes: 200_000,
  maxRequests: 10,
  timeout: 60_000,
};

/** A server on a free port, over a device whose executions end when the test says so. Its timers are virtual. */
export async function startTestServer(settings: Partial<typeof limits> & { slots?: number } = {}) {
  const { slots = 1, ...given } = settings;
  const options = { ...limits, ...given };
  const session = new PictureSession(slots);
  const scheduler = new VirtualTimeScheduler();
  const model = createModel([session], { scheduler, name: 'shapes.onnx' });
  const classifier = await Classifier.create(model, options);
  const faults: unknown[] = [];
  const server = createServer(classifier, model, { ...options, onFault: (error) => faults.push(error) });
  const origin = await server.listen({ port: 0 });
  return {
    session,
    scheduler,
    model,
    faults,
    server,
    send: (body: Uint8Array | string, mediaType = 'image/jpeg', signal?: AbortSignal) =>
      fetch(`${origin}/classify`, {
        method: 'POST',
        body,
        headers: { 'content-type': mediaType },
        ...(signal ? { signal } : {}),
      }),
    get: (path: string) => fetch(`${origin}${path}`),
    /** A line of the metrics without its value, to its value. */
    async metric(name: string): Promise<number | undefined> {
      const text = await (await fetch(`${origin}/metrics`)).text();
      const line = text.split('\n').find((each) => each.startsWith(`${name} `));
      return line === undefined ? undefined : Number(line.slice(name.length + 1));
    },
    async close() {
      await server.close();
      await classifier.close();
      await model.close();
      assertSettled(model);
    },
  };
}

/** Lets the event loop turn until a condition holds. A condition that never holds is an error after some time. */
export async function turnsUntil(condition: () => boolean): Promise<void> {
  const latest = performance.now() + 20_000;
  while (!condition()) {
    if (performance.now() > latest) throw new Error(`never true: ${condition}`);
    await setImmediate();
  }
}
