import type { TracedPipeline, TraceEvent, TraceEventOf, TraceSink } from '@ascend-rx/core';
import { assertKnownOptions, expected } from '@ascend-rx/core/device';
import {
  type Attributes,
  context,
  type Link,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api';

/** Of {@link createGroupSpans}. */
export interface GroupSpansOptions {
  /** Default: `trace.getTracer('ascend-rx')`, that is what the application has registered. */
  readonly tracer?: Tracer;
  /** Given to every span besides. */
  readonly attributes?: Attributes;
}

/** An execution that has been started and not reported. */
interface Running {
  /** In ms on the device's scheduler. */
  readonly at: number;
  readonly instance: number;
  readonly inputs: readonly number[];
  readonly isRetry: boolean;
}

/** A group that has been closed and not reported. */
interface Open {
  readonly instance: number;
  readonly group: number;
  readonly executions: readonly number[];
  readonly launched: boolean;
}

/** What is under way in one pipeline. */
interface Pending {
  readonly executions: Map<number, Running>;
  readonly groups: Map<string, Open>;
  /** By the index of an input: the span that was active where the value came. */
  readonly callers: Map<number, SpanContext>;
  /** How the pipeline has ended. */
  ending?: TraceEventOf<'end'>['ending'];
}

/**
 * Makes a trace sink that gives one OpenTelemetry span for each group: from the moment at which the first of its executions was
 * started until the group was reported. A span has a link to every span that was active where one of its inputs came, and is a
 * child of that span if there is only one. So a request that calls `run` has the inference below it.
 *
 * Spans are named `ascend_rx.group`. Attributes: `ascend_rx.model`, `ascend_rx.pipeline` (the option `label`), `ascend_rx.instance`,
 * `ascend_rx.group`, `ascend_rx.executions`, `ascend_rx.inputs`, `ascend_rx.retry`, and `ascend_rx.launched`: by
 * `aclrtLaunchCallback`, else by `aclrtSynchronizeStream`. A group of which an execution has failed, or whose callback is lost, has the
 * status ERROR and the exception. An execution that the device refuses is a span `ascend_rx.execution` of its own.
 *
 * ```ts fragment
 * frames$.pipe(infer(model, { inputs, label: 'camera 1', recorder: createGroupSpans() }));
 * ```
 *
 * @param options tracer and attributes
 * @throws TypeError for wrong options
 */
export function createGroupSpans(options: GroupSpansOptions = {}): TraceSink {
  assertKnownOptions('createGroupSpans', options, ['tracer', 'attributes']);
  const { tracer } = options;
  if (tracer !== undefined && typeof tracer?.startSpan !== 'function')
    throw new TypeError(expected('a tracer of OpenTelemetry', 'tracer', tracer));
  return new GroupSpans(options);
}

class GroupSpans implements TraceSink {
  readonly #tracer: Tracer | undefined;
  readonly #attributes: Attributes;
  readonly #pending = new Map<TracedPipeline, Pending>();
  /** Of pipelines that have ended: the open group of one that is unsubscribed is launched afterwards. */
  readonly #ended = new WeakMap<TracedPipeline, Pending>();
  /** Added to a time of the device's scheduler, it gives ms since 1970. */
  #epoch: number | undefined;

  constructor({ tracer, attributes = {} }: GroupSpansOptions) {
    this.#tracer = tracer;
    this.#attributes = attributes;
  }

  on(event: TraceEvent): void {
    this.#epoch ??= Date.now() - event.at;
    switch (event.type) {
      case 'submit':
        this.#submitted(event);
        return;
      case 'start':
      case 'prepared':
        this.#started(event);
        return;
      case 'refused':
        this.#refused(event);
        return;
      case 'launch':
        this.#launched(event);
        return;
      case 'callback':
        this.#reported(event, event.failures?.filter((failure) => failure !== undefined) ?? []);
        return;
      case 'lost':
        this.#reported(event, [new Error('The callback of the group never came')]);
        return;
      case 'instance':
        if (event.step === 'failed' || event.step === 'removed') this.#lostInstance(event);
        return;
      case 'emit':
      case 'drop':
      case 'cancel':
        this.#pending.get(event.pipeline)?.callers.delete(event.index);
        return;
      case 'fail':
        if (typeof event.decision !== 'number')
          this.#pending.get(event.pipeline)?.callers.delete(event.index);
        return;
      case 'end':
        this.#pipelineEnded(event);
    }
  }

  #of(pipeline: TracedPipeline): Pending {
    let pending = this.#pending.get(pipeline) ?? this.#ended.get(pipeline);
    if (pending === undefined) {
      pending = { executions: new Map(), groups: new Map(), callers: new Map() };
      this.#pending.set(pipeline, pending);
    }
    return pending;
  }

  #submitted({ pipeline, index }: TraceEventOf<'submit'>): void {
    const caller = trace.getSpanContext(context.active());
    if (caller !== undefined) this.#of(pipeline).callers.set(index, caller);
  }

  #started(event: TraceEventOf<'start'> | TraceEventOf<'prepared'>): void {
    const { at, instance, inputs, pipeline, execution } = event;
    const { executions } = this.#of(pipeline);
    const isRetry = event.type === 'start' ? event.isRetry : (executions.get(execution)?.isRetry ?? false);
    executions.set(execution, { at, instance, inputs, isRetry });
  }

  #refused({ pipeline, execution, at, error }: TraceEventOf<'refused'>): void {
    const { executions } = this.#of(pipeline);
    const running = executions.get(execution);
    if (running === undefined) return;
    const { instance } = running;
    this.#span('ascend_rx.execution', pipeline, { instance, executions: [execution] }, at, [error]);
  }

  #launched(event: TraceEventOf<'launch'>): void {
    const { groups, ending } = this.#of(event.pipeline);
    if (ending === undefined) groups.set(keyOf(event), event);
    // Nobody waits for its report.
    else this.#span('ascend_rx.group', event.pipeline, event, event.at, [], { 'ascend_rx.ending': ending });
  }

  #reported(event: TraceEventOf<'callback'> | TraceEventOf<'lost'>, errors: readonly unknown[]): void {
    const groups = this.#pending.get(event.pipeline)?.groups;
    const open = groups?.get(keyOf(event));
    // Its pipeline has ended, or its instance has failed: its span has ended then.
    if (open === undefined) return;
    groups?.delete(keyOf(event));
    this.#span('ascend_rx.group', event.pipeline, open, event.at, errors);
  }

  /** The groups of the instance are not reported any more. */
  #lostInstance({ pipeline: { model }, instance, at, error }: TraceEventOf<'instance'>): void {
    for (const [pipeline, { groups }] of this.#pending) {
      if (pipeline.model !== model) continue;
      for (const [key, open] of groups) {
        if (open.instance !== instance) continue;
        groups.delete(key);
        this.#span('ascend_rx.group', pipeline, open, at, [error]);
      }
    }
  }

  #pipelineEnded({ pipeline, at, ending }: TraceEventOf<'end'>): void {
    const pending = this.#pending.get(pipeline);
    if (pending === undefined) return;
    for (const open of pending.groups.values())
      this.#span('ascend_rx.group', pipeline, open, at, [], { 'ascend_rx.ending': ending });
    pending.groups.clear();
    pending.ending = ending;
    this.#pending.delete(pipeline);
    this.#ended.set(pipeline, pending);
  }

  #span(
    name: string,
    pipeline: TracedPipeline,
    { instance, group, launched, executions }: Partial<Open> & Pick<Open, 'instance' | 'executions'>,
    at: number,
    errors: readonly unknown[],
    more: Attributes = {},
  ): void {
    const pending = this.#of(pipeline);
    const ran = executions.flatMap((execution) => pending.executions.get(execution) ?? []);
    for (const execution of executions) pending.executions.delete(execution);
    const inputs = ran.flatMap((running) => running.inputs);
    const links = linksOf(inputs.flatMap((index) => pending.callers.get(index) ?? []));
    const [only, ...others] = links;
    const parent =
      only !== undefined && others.length === 0
        ? trace.setSpanContext(context.active(), only.context)
        : trace.deleteSpan(context.active());
    const { label } = pipeline.settings;
    const attributes: Attributes = {
      ...this.#attributes,
      'ascend_rx.model': pipeline.model.name,
      ...(label !== undefined && { 'ascend_rx.pipeline': label }),
      'ascend_rx.instance': instance,
      ...(group !== undefined && { 'ascend_rx.group': group }),
      'ascend_rx.executions': executions.length,
      'ascend_rx.inputs': inputs.length,
      'ascend_rx.retry': ran.some(({ isRetry }) => isRetry),
      ...(launched !== undefined && { 'ascend_rx.launched': launched }),
      ...more,
    };
    const startTime = this.#time(Math.min(at, ...ran.map((running) => running.at)));
    const tracer = this.#tracer ?? trace.getTracer('ascend-rx');
    const span = tracer.startSpan(name, { kind: SpanKind.INTERNAL, startTime, links, attributes }, parent);
    for (const error of errors) span.recordException(exceptionOf(error), this.#time(at));
    const [first] = errors;
    if (first !== undefined)
      span.setStatus({ code: SpanStatusCode.ERROR, message: exceptionOf(first).message });
    span.end(this.#time(at));
  }

  #time(at: number): number {
    return at + (this.#epoch as number);
  }
}

function keyOf({ instance, group }: { readonly instance: number; readonly group: number }): string {
  return `${instance}.${group}`;
}

function exceptionOf(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

/** Each span once. */
function linksOf(contexts: readonly SpanContext[]): Link[] {
  const byId = new Map(contexts.map((each) => [`${each.traceId} ${each.spanId}`, each]));
  return [...byId.values()].map((each) => ({ context: each }));
}
