// Shares one session among the pipelines of a model: slots in fair turns, groups, and what happens when
// the device fails. The only user of the port; knows nothing of operators. JavaScript thread.
import type { AclError } from './errors/acl-error.js';
import type { Execution } from './execution.js';
import { Fifo } from './fifo.js';
import { LedgerBook } from './ledger.js';
import type { Failures, Pipeline } from './pipeline.js';
import type { Session, SessionObserver } from './port.js';
import { Slots } from './slots.js';

// biome-ignore lint/suspicious/noExplicitAny: pipelines of all input types share a session
type AnyPipeline = Pipeline<any>;

interface Group {
  readonly pipeline: AnyPipeline;
  readonly executions: readonly Execution<unknown>[];
}

export class Dispatcher implements SessionObserver {
  readonly ledger = new LedgerBook();
  executions = 0;
  callbacks = 0;
  /** Called when the last pipeline has ended. */
  onIdle: () => void = () => {};

  readonly pipelines = new Set<AnyPipeline>();
  readonly #session: Session;
  readonly #now: () => number;
  readonly #slots: Slots;
  readonly #line = new Fifo<AnyPipeline>();
  readonly #groups = new Map<number, Group>();
  #nextGroup = 0;
  #generation = 0;
  #state: 'up' | 'down' | 'rebuilding' = 'up';
  #emitting = 0;
  #closing = false;

  constructor(session: Session, now: () => number) {
    this.#session = session;
    this.#now = now;
    this.#slots = new Slots(session.slots);
    session.observe(this);
  }

  get idle(): boolean {
    return this.pipelines.size === 0;
  }

  /** A new input: takes a slot now if one is free and nobody stands in line, else waits. */
  arrive<T>(pipeline: Pipeline<T>, execution: Execution<T>): void {
    this.ledger.arrive();
    pipeline.waiting.push(execution);
    this.#enqueue(pipeline);
    this.#admit();
  }

  /** The input has a slot: to the device with it. */
  execute(execution: Execution<unknown>): void {
    this.executions += 1;
    this.#session.execute(execution.slot, execution.inputs);
  }

  /** Closes a group; its report comes later. A group of a life that has failed is void. */
  close<T>(pipeline: Pipeline<T>, executions: readonly Execution<T>[]): void {
    if (executions[0]?.generation !== this.#generation || this.#state !== 'up') return;
    const id = this.#nextGroup;
    this.#nextGroup = (id + 1) >>> 0;
    this.#groups.set(id, { pipeline, executions });
    const slots = executions.map((execution) => execution.slot);
    if (pipeline.settings.callbackInterval === 0) {
      this.#session.synchronize(id, slots);
    } else {
      this.callbacks += 1;
      this.#session.launchCallback(id, slots, pipeline.settings.blockType);
    }
  }

  /** The pipeline wants nothing any more: what it had is cancelled, its slots come back with their groups. */
  end(pipeline: AnyPipeline): void {
    if (pipeline.ended) return;
    pipeline.ended = true;
    this.ledger.cancel(pipeline.waiting.length, pipeline.inFlight);
    pipeline.waiting.clear();
    pipeline.inFlight = 0;
    pipeline.ended$.next();
    this.pipelines.delete(pipeline);
    if (this.idle) this.onIdle();
  }

  /** No input gets a slot any more; open groups close, so that what is in flight comes to its end. */
  drain(): void {
    this.#closing = true;
    for (const pipeline of [...this.pipelines]) {
      pipeline.closeEarly$.next();
      pipeline.draining();
    }
  }

  report(id: number, outputs: ArrayBuffer, failures?: Failures): void {
    const group = this.#groups.get(id);
    if (!group) return;
    this.#groups.delete(id);
    const { pipeline, executions } = group;
    for (const { slot } of executions) this.#slots.give(slot);
    pipeline.held -= executions.length;
    this.#emitting += 1;
    try {
      if (!pipeline.ended) pipeline.reported(executions, outputs, failures);
    } finally {
      this.#emitting -= 1;
    }
    this.#enqueue(pipeline);
    this.#admit();
  }

  failed(error: AclError): void {
    this.#state = 'down';
    this.#generation += 1;
    this.#groups.clear();
    this.#slots.reset();
    const hit = [...this.pipelines].filter((pipeline) => pipeline.held > 0);
    for (const pipeline of hit) pipeline.held = 0;
    for (const pipeline of hit) this.#fail(pipeline, error);
    this.#admit();
  }

  #fail(pipeline: AnyPipeline, error: unknown): void {
    if (pipeline.ended) return;
    this.ledger.fail(pipeline.inFlight);
    pipeline.inFlight = 0;
    pipeline.failed(error);
  }

  #enqueue(pipeline: AnyPipeline): void {
    if (pipeline.inLine || pipeline.ended || !pipeline.mayStart) return;
    pipeline.inLine = true;
    this.#line.push(pipeline);
  }

  // Slots go round the line, one at a time. Not while results are being emitted: what comes in from
  // there waits, so that never more than the bounds is in flight.
  #admit(): void {
    if (this.#emitting > 0 || this.#closing || this.#line.length === 0) return;
    if (this.#state !== 'up') {
      this.#rebuild();
      return;
    }
    this.#emitting += 1;
    try {
      while (this.#slots.available > 0 && this.#state === 'up') {
        const pipeline = this.#line.shift();
        if (!pipeline) break;
        pipeline.inLine = false;
        if (pipeline.ended || !pipeline.mayStart) continue;
        this.#start(pipeline);
        this.#enqueue(pipeline);
        this.#closeEarly(pipeline);
      }
    } finally {
      this.#emitting -= 1;
    }
  }

  #start<T>(pipeline: Pipeline<T>): void {
    const execution = pipeline.waiting.shift() as Execution<T>;
    try {
      pipeline.bind(execution);
    } catch (error) {
      this.ledger.refuse();
      pipeline.failed(error);
      return;
    }
    // The user's projection may have ended the pipeline.
    if (pipeline.ended) {
      this.ledger.cancel(1, 0);
      return;
    }
    execution.slot = this.#slots.take();
    execution.generation = this.#generation;
    execution.startedAt = this.#now();
    pipeline.held += 1;
    pipeline.inFlight += 1;
    this.ledger.start();
    pipeline.granted(execution);
    if (pipeline.waiting.length === 0) pipeline.drained();
  }

  // Nobody else can take a slot, and none is on its way back: groups that are not full would wait for inputs
  // that cannot come in.
  #closeEarly(pipeline: AnyPipeline): void {
    const { callbackInterval, maxInFlight } = pipeline.settings;
    if (callbackInterval === 0 && pipeline.held === maxInFlight) pipeline.closeEarly$.next();
    if (this.#slots.available > 0 || this.#groups.size > 0) return;
    for (const each of [...this.pipelines]) each.closeEarly$.next();
  }

  #rebuild(): void {
    if (this.#state !== 'down') return;
    this.#state = 'rebuilding';
    this.#session.rebuild((error) => {
      this.#state = error ? 'down' : 'up';
      if (!error) {
        this.#admit();
        return;
      }
      for (let pipeline = this.#line.shift(); pipeline; pipeline = this.#line.shift()) {
        pipeline.inLine = false;
        this.#fail(pipeline, error);
      }
    });
  }
}
