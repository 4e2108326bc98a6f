// What a pipeline tells of itself to its recorder: one method per kind of event. Runs no user code but `values`.
import type { Drop } from '../drop.js';
import type { Execution } from '../execution.js';
import type { Decision } from '../failure-policy.js';
import type { Input } from '../input.js';
import type { Group, Report } from '../instance.js';
import type { Ending, EventOf, EventType, InstanceStep, PipelineInfo, RecordedEvent } from './events.js';
import { said } from './said.js';

// biome-ignore lint/suspicious/noExplicitAny: pipelines of all input types share a recorder
type AnyExecution = Execution<any>;

/** What a recorder gives to its tracks. */
export interface Tape {
  push(event: RecordedEvent): void;
  /** The number of an execution. */
  numberOf(execution: object): number;
  /** What is to be kept of a value, as JSON. */
  valueOf(source: unknown): string | undefined;
}

/** One pipeline's part of a recording. */
export class Track {
  readonly #tape: Tape;
  readonly #now: () => number;
  #ended = false;
  #emitting = false;

  constructor(
    tape: Tape,
    readonly info: PipelineInfo,
    now: () => number,
  ) {
    this.#tape = tape;
    this.#now = now;
    this.#push('open', {});
  }

  submit({ index, source }: Pick<Input<unknown>, 'index' | 'source'>): void {
    this.#push('submit', { index, value: this.#tape.valueOf(source) });
  }

  sourceComplete(): void {
    this.#push('sourceComplete', {});
  }

  sourceError(error: unknown): void {
    this.#push('sourceError', { error: said(error) });
  }

  close(): void {
    this.#push('close', {});
  }

  start(execution: AnyExecution): void {
    const { inputs, instance, slot } = execution;
    this.#push('start', {
      execution: this.#tape.numberOf(execution),
      instance: instance.index,
      slot,
      inputs: inputs.map(({ index }) => index),
      again: inputs.some(({ attempts }) => attempts > 1),
      keys: typeof this.info.settings.order === 'function' ? inputs.map(({ lane }) => lane?.key) : undefined,
    });
  }

  refused(execution: AnyExecution, error: unknown): void {
    this.#push('refused', { execution: this.#tape.numberOf(execution), error: said(error) });
  }

  launch(group: Group): void {
    this.#push('launch', { ...this.#group(group), launched: this.info.settings.callbackInterval > 0 });
  }

  callback(group: Group, { failures, moments }: Report): void {
    this.#push('callback', {
      ...this.#group(group),
      failures: failures?.map((error) => error && said(error)),
      moments: moments && Array.from(moments),
    });
  }

  lost(group: Group): void {
    this.#push('lost', this.#group(group));
  }

  instance(instance: number, step: InstanceStep, error?: unknown): void {
    this.#push('instance', { instance, step, error: error === undefined ? undefined : said(error) });
  }

  /** The result is handed on now, until {@link emitted}. */
  emit(index: number): void {
    this.#emitting = true;
    this.#push('emit', { index });
  }

  emitted(): void {
    this.#emitting = false;
  }

  drop({ index, cause, waited, error }: Drop): void {
    this.#push('drop', { index, cause, waited, error: error === undefined ? undefined : said(error) });
  }

  fail(
    { index, attempts }: Pick<Input<unknown>, 'index' | 'attempts'>,
    error: unknown,
    decision: Decision | 'thrown',
  ): void {
    this.#push('fail', { index, attempts, error: said(error), decision });
  }

  /** The first call counts: an unsubscription follows every ending. */
  end(how: Ending, error?: unknown): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#push('end', { how, error: how === 'error' ? said(error) : undefined, inResult: this.#emitting });
  }

  #push<Type extends EventType>(type: Type, what: Omit<EventOf<Type>, 'type' | 'at' | 'pipeline'>): void {
    this.#tape.push({ type, at: this.#now(), pipeline: this.info, ...what } as unknown as RecordedEvent);
  }

  #group({ id, executions }: Group) {
    const numbers = executions.map((execution) => this.#tape.numberOf(execution));
    return { instance: executions[0]?.instance.index ?? 0, group: id, executions: numbers };
  }
}
