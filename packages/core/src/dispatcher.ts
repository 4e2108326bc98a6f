// Shares one session among the pipelines of a model: slots in fair turns, groups, and what happens when
// the device fails. The only user of the port; knows nothing of operators. JavaScript thread.
//
// User code runs at two places in here, and may then do anything: `bind` (the `inputs` function) and the
// pipelines' `reported`, `draining` and `failed` (subscribers). State is consistent whenever they are called.
import type { AclError } from './errors/acl-error.js';
import type { Execution } from './execution.js';
import { type Ledger, LedgerBook } from './ledger.js';
import type { Failures, Pipeline } from './pipeline.js';
import type { Session, SessionObserver } from './port.js';
import { Slots } from './slots.js';
import { Turns } from './turns.js';

// biome-ignore lint/suspicious/noExplicitAny: pipelines of all input types share a session
type AnyPipeline = Pipeline<any>;

interface Group {
  readonly pipeline: AnyPipeline;
  readonly executions: readonly Execution<unknown>[];
}

export class Dispatcher implements SessionObserver {
  executions = 0;
  callbacks = 0;
  /** Called when no pipeline is left; may be called again. */
  onIdle: () => void = () => {};

  readonly #session: Session;
  readonly #now: () => number;
  readonly #slots: Slots;
  readonly #pipelines = new Set<AnyPipeline>();
  // Sums of the pipelines that have ended.
  readonly #past = new LedgerBook();
  readonly #turns = new Turns();
  readonly #groups = new Map<number, Group>();
  #nextGroup = 0;
  #state: 'up' | 'down' | 'rebuilding' = 'up';
  #admitting = false;
  #reporting: AnyPipeline | undefined;
  #closing = false;

  constructor(session: Session, now: () => number) {
    this.#session = session;
    this.#now = now;
    this.#slots = new Slots(session.slots);
    session.observe(this);
  }

  get busySlots(): number {
    return this.#slots.busy;
  }

  /** Over all pipelines there are and have been. */
  ledger(): Ledger {
    const sum = new LedgerBook();
    sum.add(this.#past);
    for (const { ledger } of this.#pipelines) sum.add(ledger);
    return sum.snapshot();
  }

  begin(pipeline: AnyPipeline): void {
    this.#pipelines.add(pipeline);
  }

  /** A new input: takes a slot now if one is free and nobody stands in line, else waits. */
  arrive<T>(pipeline: Pipeline<T>, execution: Execution<T>): void {
    pipeline.ledger.arrive();
    if (this.#turns.none && this.#mayAdmit && this.#slots.available > 0 && pipeline.mayStart) {
      this.#admitting = true;
      try {
        this.#start(pipeline, execution);
      } finally {
        this.#admitting = false;
      }
    } else {
      pipeline.waiting.push(execution);
      this.#turns.join(pipeline);
    }
    this.#admit();
  }

  /**
   * The input has a slot: to the device with it.
   *
   * @return false if nothing was submitted: no group may hold it, and the pipeline has failed or is about to
   */
  execute<T>(pipeline: Pipeline<T>, execution: Execution<T>): boolean {
    try {
      this.#session.execute(execution.slot, execution.inputs);
      this.executions += 1;
      return true;
    } catch (error) {
      this.#slots.give(execution.slot);
      pipeline.held -= 1;
      pipeline.ledger.fail();
      this.#failNext(pipeline, error);
      return false;
    }
  }

  /** Closes a group; its report comes later. A group that the device has failed is void. */
  close<T>(pipeline: Pipeline<T>, executions: readonly Execution<T>[]): void {
    if (pipeline.held === 0) return;
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
    pipeline.waiting.clear();
    pipeline.ledger.cancelAll();
    this.#past.add(pipeline.ledger);
    this.#pipelines.delete(pipeline);
    // Also where the source has completed already, so that its end would not close the group.
    pipeline.closeEarly$.next();
    // Runs what users have put into their source's teardown.
    pipeline.ended$.next();
    if (this.#pipelines.size === 0) this.onIdle();
  }

  /** No input gets a slot any more; open groups close, so that what is in flight comes to its end. Then `onIdle`. */
  drain(): void {
    this.#closing = true;
    for (const pipeline of [...this.#pipelines]) {
      pipeline.closeEarly$.next();
      pipeline.draining();
    }
    if (this.#pipelines.size === 0) this.onIdle();
  }

  /** The session is closed: what it was not asked to finish is gone. */
  released(): void {
    this.#groups.clear();
    this.#slots.reset();
  }

  report(id: number, outputs: ArrayBuffer, failures?: Failures): void {
    const group = this.#groups.get(id);
    if (!group) return;
    this.#groups.delete(id);
    const { pipeline, executions } = group;
    for (const { slot } of executions) this.#slots.give(slot);
    pipeline.held -= executions.length;
    this.#reporting = pipeline;
    // Before the results are looked at: the device is to have work while their subscribers run.
    this.#turns.join(pipeline);
    this.#admit();
    this.#reporting = undefined;
    if (!pipeline.ended) pipeline.reported(executions, outputs, failures);
    if (!pipeline.ended && pipeline.refusal) pipeline.failed(pipeline.refusal.error);
  }

  failed(error: AclError): void {
    if (this.#state !== 'up') return;
    this.#state = 'down';
    this.#groups.clear();
    this.#slots.reset();
    const hit = [...this.#pipelines].filter((pipeline) => pipeline.held > 0);
    for (const pipeline of hit) pipeline.held = 0;
    for (const pipeline of hit) fail(pipeline, error);
    this.#admit();
  }

  get #mayAdmit(): boolean {
    return this.#state === 'up' && !this.#admitting && !this.#closing;
  }

  // Slots go to the pipelines in turn, one at a time.
  #admit(): void {
    if (this.#turns.none) return;
    if (!this.#mayAdmit) {
      if (this.#state === 'down' && !this.#closing) this.#rebuild();
      return;
    }
    this.#admitting = true;
    const time = this.#now();
    try {
      while (this.#slots.available > 0 && !this.#closing) {
        const pipeline = this.#turns.next();
        if (!pipeline) break;
        if (!pipeline.mayStart) continue;
        // A pipeline that has ended since has nothing waiting.
        const execution = pipeline.waiting.shift();
        if (!execution) continue;
        execution.startedAt = time;
        this.#start(pipeline, execution);
        this.#turns.join(pipeline);
      }
    } finally {
      this.#admitting = false;
    }
  }

  #start<T>(pipeline: Pipeline<T>, execution: Execution<T>): void {
    try {
      pipeline.bind(execution);
    } catch (error) {
      this.#refuse(pipeline, error);
      return;
    }
    // The user's function may have ended the pipeline, or closed the model: then this input still waits.
    if (pipeline.ended || this.#closing) return;
    execution.slot = this.#slots.take();
    pipeline.held += 1;
    pipeline.ledger.start();
    pipeline.granted(execution);
    if (pipeline.isExhausted) pipeline.exhausted();
    this.#closeEarly(pipeline);
  }

  #refuse(pipeline: AnyPipeline, error: unknown): void {
    if (pipeline.ended) return;
    pipeline.ledger.refuse();
    this.#failNext(pipeline, error);
  }

  // Results that are just about to be emitted come first.
  #failNext(pipeline: AnyPipeline, error: unknown): void {
    if (this.#reporting === pipeline) pipeline.refusal = { error };
    else pipeline.failed(error);
  }

  // Nobody else can take a slot, and none is on its way back: groups that are not full would wait for inputs
  // that cannot come in.
  #closeEarly(pipeline: AnyPipeline): void {
    const { callbackInterval, maxInFlight } = pipeline.settings;
    if (callbackInterval === 0 && pipeline.held === maxInFlight) pipeline.closeEarly$.next();
    if (this.#slots.available > 0 || this.#groups.size > 0) return;
    for (const each of [...this.#pipelines]) each.closeEarly$.next();
  }

  #rebuild(): void {
    this.#state = 'rebuilding';
    this.#session.rebuild((error) => {
      this.#state = error ? 'down' : 'up';
      // Only those who wait now: what a `retry` lets wait meanwhile asks for another rebuild.
      if (error) for (const pipeline of this.#turns.disperse()) fail(pipeline, error);
      else this.#admit();
    });
  }
}

function fail(pipeline: AnyPipeline, error: unknown): void {
  if (pipeline.ended) return;
  pipeline.ledger.failAll();
  pipeline.failed(error);
}
