// Spans as an application's exporter gets them from the real SDK.
import { type InferConfig, infer, type TracedPipeline } from '@ascend-rx/core';
import { createVirtualDevice, withFaults } from '@ascend-rx/core/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { context, SpanStatusCode, trace } from '@opentelemetry/api';
import {
  InMemorySpanExporter,
  NodeTracerProvider,
  type ReadableSpan,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-node';
import { lastValueFrom, of } from 'rxjs';
import { expectSettled, marbles } from '../../../test/support/marbles.js';
import { createGroupSpans } from '../src/opentelemetry/index.js';

const exporter = new InMemorySpanExporter();
const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
beforeAll(() => provider.register());
afterAll(async () => {
  await provider.shutdown();
  trace.disable();
  context.disable();
});
beforeEach(() => exporter.reset());

const milliseconds = ([seconds, nanoseconds]: readonly [number, number]) =>
  1000 * seconds + nanoseconds / 1e6;
const lastedOf = (span: ReadableSpan) => Math.round(milliseconds(span.duration));
const attributesOf = (span: ReadableSpan) => span.attributes;

interface Played {
  readonly source: string;
  readonly config?: Omit<InferConfig<string>, 'inputs' | 'recorder'>;
  readonly faults?: Parameters<typeof withFaults>[1];
  readonly devices?: number;
  readonly unsubscribed?: string;
}

/** Each inference takes 3 ms. */
function play({ source, config = {}, faults = {}, devices = 1, unsubscribed = '' }: Played): ReadableSpan[] {
  marbles(({ cold, hot, flush }) => {
    const device = withFaults(createVirtualDevice({ serviceTime: 3, devices }), faults);
    const model = device.createModel({ slots: 4 });
    const subscription = cold(source)
      .pipe(infer(model, { inputs: () => Float32Array.of(1), ...config, recorder: createGroupSpans() }))
      .subscribe({ error: () => {} });
    hot(unsubscribed).subscribe(() => subscription.unsubscribe());
    flush();
    expectSettled(model, {});
  });
  return exporter.getFinishedSpans();
}

describe('createGroupSpans', () => {
  it('should give a span for each group, from its first start to its report', () => {
    const [first, second, ...more] = play({
      source: '(abcdef|)',
      config: { callbackInterval: 4, label: 'camera 1' },
    });
    expect(more).toEqual([]);
    expect(first).toMatchObject({
      name: 'ascend_rx.group',
      attributes: {
        'ascend_rx.model': 'virtual model',
        'ascend_rx.pipeline': 'camera 1',
        'ascend_rx.instance': 0,
        'ascend_rx.group': 0,
        'ascend_rx.executions': 4,
        'ascend_rx.inputs': 4,
        'ascend_rx.retry': false,
        'ascend_rx.launched': true,
      },
    });
    expect(first?.status.code).toBe(SpanStatusCode.UNSET);
    expect([first, second].map((span) => lastedOf(span as ReadableSpan))).toEqual([12, 6]);
    expect(second?.attributes).toMatchObject({ 'ascend_rx.group': 1, 'ascend_rx.executions': 2 });
    expect(Math.abs(milliseconds(first?.endTime as [number, number]) - Date.now())).toBeLessThan(60_000);
  });

  it('should tell failures and retries', () => {
    // The execution behind the one that fails fails with it.
    const spans = play({
      source: '(abc|)',
      config: { onFailure: { retry: { count: 1, delay: 1 } } },
      faults: { inferences: { 1: 507015 } },
    });
    expect(spans.map((span) => span.attributes['ascend_rx.retry'])).toEqual([
      false,
      false,
      false,
      true,
      true,
    ]);
    expect(spans.map(({ status }) => status.code === SpanStatusCode.ERROR)).toEqual([
      false,
      true,
      true,
      false,
      false,
    ]);
    expect(spans[1]?.status.message).toMatch(/507015/);
    expect(spans[1]?.events).toMatchObject([{ name: 'exception' }]);
  });

  it('should show what the device refuses as a failure of its group', () => {
    const spans = play({
      source: '(ab|)',
      config: { onFailure: 'drop' },
      faults: { submissions: { 0: 100000 } },
    });
    expect(spans.map(({ status }) => status.code === SpanStatusCode.ERROR)).toEqual([true, false]);
    expect(spans[0]?.status.message).toMatch(/100000/);
  });

  it('should give a span to an execution whose session throws', () => {
    const sink = createGroupSpans();
    const model = { name: 'shapes', instances: 1, slots: 1, batchSizes: undefined };
    const pipeline = { model, settings: { label: undefined } } as unknown as TracedPipeline;
    const execution = { execution: 7, pipeline };
    const start = { slot: 0, instance: 0, inputs: [3], isRetry: true, keys: undefined };
    sink.on({ type: 'start', at: 10, ...execution, ...start });
    sink.on({ type: 'refused', at: 12, ...execution, error: 'refused on purpose' });
    sink.on({ type: 'end', at: 13, pipeline, ending: 'error', error: undefined, inResult: false });
    const spans = exporter.getFinishedSpans();
    expect(spans).toMatchObject([
      {
        name: 'ascend_rx.execution',
        status: { code: SpanStatusCode.ERROR, message: 'refused on purpose' },
        attributes: { 'ascend_rx.executions': 1, 'ascend_rx.inputs': 1, 'ascend_rx.retry': true },
      },
    ]);
    expect(lastedOf(spans[0] as ReadableSpan)).toBe(2);
  });

  it('should end the span of a group whose callback never comes', () => {
    const spans = play({
      source: '(ab|)',
      config: { onFailure: 'drop' },
      faults: { callbacks: { lost: [0] } },
    });
    expect(spans).toHaveLength(2);
    const [lost] = spans.filter(({ status }) => status.code === SpanStatusCode.ERROR);
    expect(lost?.status.message).toMatch(/never came/);
    expect(lost?.attributes['ascend_rx.group']).toBe(0);
  });

  it('should end the spans of an instance that has failed', () => {
    const spans = play({
      source: '(abcd|)',
      config: { callbackInterval: 2, onFailure: 'drop' },
      faults: { inferences: { 1: 507011 } },
    });
    expect(spans.some(({ status }) => status.code === SpanStatusCode.ERROR)).toBe(true);
    const executions = spans.map((span) => span.attributes['ascend_rx.executions'] as number);
    expect(executions.reduce((sum, count) => sum + count, 0)).toBe(4);
  });

  it('should end what is under way when the pipeline is unsubscribed, and say so', () => {
    const spans = play({ source: '(ab)', config: { callbackInterval: 2 }, unsubscribed: '-x' });
    expect(spans.map(attributesOf)).toMatchObject([
      { 'ascend_rx.ending': 'unsubscribe', 'ascend_rx.inputs': 2 },
    ]);
    expect(lastedOf(spans[0] as ReadableSpan)).toBe(1);
  });

  it('should have the inputs of the group that is launched when its pipeline has been unsubscribed', () => {
    const spans = play({ source: '(abc)', config: { callbackInterval: 2 }, unsubscribed: '-x' });
    expect(spans.map(attributesOf)).toMatchObject([
      { 'ascend_rx.ending': 'unsubscribe', 'ascend_rx.inputs': 2, 'ascend_rx.group': 0 },
      { 'ascend_rx.ending': 'unsubscribe', 'ascend_rx.inputs': 1, 'ascend_rx.group': 1 },
    ]);
    expect(spans.map(lastedOf)).toEqual([1, 1]);
  });

  it('should refuse wrong options', () => {
    expect(() => createGroupSpans({ tracr: 1 } as object)).toThrow('did you mean `tracer`');
    expect(() => createGroupSpans({ tracer: 1 } as never)).toThrow('a tracer of OpenTelemetry for `tracer`');
  });

  it('should put a group below the span in which its input came, and link all where there are more', async () => {
    const model = createVirtualDevice({ serviceTime: 1 }).createModel();
    const run = model.runner({
      inputs: (x: number) => Float32Array.of(x),
      recorder: createGroupSpans(),
      callbackInterval: 2,
    });
    const tracer = trace.getTracer('test');
    const request = (n: number) =>
      tracer.startActiveSpan(`request ${n}`, async (span) => {
        await run.run(n);
        span.end();
        return span.spanContext();
      });
    const [a, b] = await Promise.all([request(1), request(2)]);
    const alone = await request(3);
    const groups = exporter.getFinishedSpans().filter(({ name }) => name === 'ascend_rx.group');
    expect(groups[0]?.links.map((link) => link.context.spanId)).toEqual([a.spanId, b.spanId]);
    expect(groups[0]?.parentSpanContext).toBeUndefined();
    expect(groups[1]?.parentSpanContext?.spanId).toBe(alone.spanId);
    expect(groups[1]?.spanContext().traceId).toBe(alone.traceId);
    await run.close();
  });

  it('should use the tracer and the attributes that it is given', async () => {
    const model = createVirtualDevice().createModel();
    const tracer = provider.getTracer('mine');
    const recorder = createGroupSpans({ tracer, attributes: { site: 'gate' } });
    await lastValueFrom(of(1).pipe(infer(model, { inputs: (x) => Float32Array.of(x), recorder })));
    const [span] = exporter.getFinishedSpans();
    expect(span?.instrumentationScope.name).toBe('mine');
    expect(span?.attributes).toMatchObject({ site: 'gate', 'ascend_rx.inputs': 1 });
  });
});
