// A subscription of a scenario: its source, its consumer, and what must hold between them.
import { asyncScheduler, Observable, Subject, takeUntil } from 'rxjs';
import {
  type DropCause,
  type InferConfig,
  type InferInputs,
  infer,
  inferFrom,
  type PullSource,
} from '../../src/index.js';
import { defaultQueueSizes } from '../../src/options/overflow.js';
import type { ModelWatch } from './model-watch.js';
import { areOutputsOf, inputsOf } from './planned-model.js';
import { prepareFor } from './prepare-for.js';
import type { Act, Action, PipelinePlan } from './scenario.js';
import type { Stage } from './stage.js';

/** What is pushed from inside ends at last. */
const mostInputs = 30;

export class PipelineWatch {
  readonly #stage: Stage;
  readonly #watch: ModelWatch;
  readonly #plan: PipelinePlan;
  // Not `unsubscribe`, which is not to be had while it is being subscribed to.
  readonly #stop$ = new Subject<void>();
  // By index: where an input has ended.
  readonly #ends = new Map<number, 'delivered' | 'dropped'>();
  readonly #last = new Map<unknown, number>();
  #arrived = 0;
  // Have never been given to the device.
  #fresh = 0;
  // By index: inputs that have had a slot, or would have had one if they fitted.
  readonly #bound = new Set<number>();
  // Something has been thrown that ends the pipeline.
  #refused = false;
  readonly #counts = new Map<string, number>();
  #push: () => void = () => {};
  #calls = 0;
  #failures = 0;
  #ending: 'none' | 'complete' | 'error' | 'unsubscribed' = 'none';
  #sourceOpen = 0;

  constructor(stage: Stage, watch: ModelWatch, plan: PipelinePlan, again = plan.again) {
    this.#stage = stage;
    this.#watch = watch;
    this.#plan = plan;
    watch.pipelines.push(this);
    const { model } = watch;
    const config = this.#config();
    const results$ =
      plan.kind === 'push'
        ? this.#pushed().pipe(infer(model, config))
        : inferFrom(this.#read(plan.kind === 'pull-later'), model, config);
    results$.pipe(takeUntil(this.#stop$)).subscribe({
      next: ({ source, outputs, index, timing }) => {
        this.#event('a result');
        stage.check(source === index, `source ${source} has index ${index}`);
        stage.check(areOutputsOf(watch.plan, source, outputs), `source ${source} has another's result`);
        const { total, ...parts } = timing;
        const times = Object.values(parts);
        stage.check(
          times.every((time) => time >= 0),
          `time runs backwards: ${JSON.stringify(timing)}`,
        );
        const sum = times.reduce((a, b) => a + b, 0);
        stage.check(sum === total, `the times of ${source} do not sum up: ${JSON.stringify(timing)}`);
        this.#inOrder(index);
        const { timeout = Number.POSITIVE_INFINITY, maxStaleness = Number.POSITIVE_INFINITY } = plan.options;
        const isExecutedOnce = plan.options.onFailure.every((action) => typeof action === 'string');
        stage.check(
          !isExecutedOnce || this.#prepareTimes !== undefined || timing.queue <= maxStaleness,
          `begun too late, and not dropped: ${JSON.stringify(timing)}`,
        );
        // A retry prepares nothing, and begins anew.
        const prepare = isExecutedOnce ? 0 : timing.prepare;
        stage.check(
          total - timing.queue - prepare <= timeout,
          `late, and not failed: ${JSON.stringify(timing)}`,
        );
        this.#endOf(index, 'delivered');
        this.#act('result');
      },
      error: (error) => {
        this.#event('an error');
        this.#end('error');
        const [, refused] = /No slot is free for input (\d+)/.exec(error.message) ?? [];
        if (refused !== undefined) this.#nothingAfter(Number(refused));
        if (this.#calm) stage.check(false, `an error without a cause: ${error}`);
        this.#act('error');
        if (again > 0) new PipelineWatch(stage, watch, plan, again - 1);
      },
      complete: () => {
        if (this.#ending === 'unsubscribed') return;
        this.#event('complete');
        this.#end('complete');
        const { size } = this.#ends;
        stage.check(size === this.#arrived, `complete, with ${size} of ${this.#arrived} inputs ended`);
        this.#act('complete');
      },
    });
    if (plan.stopAt !== undefined) asyncScheduler.schedule(() => this.#stop(), plan.stopAt);
  }

  #stop(): void {
    if (this.#ending === 'none') this.#end('unsubscribed');
    this.#stop$.next();
    this.#stage.event();
  }

  /** Nothing can go wrong. */
  get #calm(): boolean {
    const { throwing, unfit, ending, kind, options } = this.#plan;
    const { overflow, maxQueueSize, timeout } = options;
    const fits =
      kind !== 'push' || overflow.startsWith('drop') || (overflow === 'buffer' && maxQueueSize === undefined);
    const well = throwing === undefined && unfit.length === 0 && ending !== 'error' && timeout === undefined;
    return fits && well && this.#watch.calm;
  }

  // A slot is free, and maxInFlight not reached.
  get #hasSlot(): boolean {
    const { model, plan } = this.#watch;
    const { inFlight } = model.stats().ledger;
    return model.busySlots < plan.slots * plan.instances && inFlight < this.#plan.options.maxInFlight;
  }

  // Does what is to be done inside of this call.
  #act(inside: Act['inside']): void {
    const count = (this.#counts.get(inside) ?? 0) + 1;
    this.#counts.set(inside, count);
    for (const act of this.#plan.acts) {
      if (act.inside !== inside || act.nth !== count) continue;
      // Whether the source is still read then is not known here.
      if (inside === 'abort' && act.does !== 'stop' && act.does !== 'close') continue;
      if (act.does === 'stop') this.#stop();
      else if (act.does === 'close') this.#watch.close();
      else if (act.does === 'push') this.#push();
      else this.#flood();
    }
  }

  #flood(): void {
    for (let before = -1; before < this.#arrived; ) {
      before = this.#arrived;
      this.#push();
    }
  }

  /** @param mayHang its callbacks may have been lost, and the slots with them */
  atHorizon(mayHang: boolean): void {
    const { kind, ending } = this.#plan;
    const ends = kind !== 'push' || ending !== 'never';
    if (ends && !mayHang) {
      this.#stage.check(
        this.#ending !== 'none',
        `a pipeline has not ended: ${this.#ends.size} of ${this.#arrived}`,
      );
    }
    if (this.#ending === 'none' && !mayHang) this.#stop();
  }

  // Undefined: the inputs are not prepared.
  get #prepareTimes(): readonly number[] | undefined {
    return this.#watch.plan.columns ? undefined : this.#plan.prepareTimes;
  }

  #begin(n: number): void {
    this.#stage.check(!this.#bound.has(n), `${n} is prepared again`);
    this.#fresh -= 1;
    this.#bound.add(n);
    this.#called('inputs', undefined);
  }

  // biome-ignore lint/suspicious/noExplicitAny: one of two kinds of options, which the operators tell apart by type
  #config(): InferConfig<number> & any {
    const { options, unfit } = this.#plan;
    const { order, onFailure, ...others } = options;
    const given = Object.entries(others).filter(([, value]) => value !== undefined);
    const action = () => onFailure[this.#failures++ % onFailure.length] as Action;
    return {
      ...Object.fromEntries(given),
      order: order === 'key' ? (n: number) => this.#called('order', n % 3) : order,
      ...(this.#prepareTimes
        ? {
            prepare: prepareFor(
              this.#prepareTimes,
              (n) => this.#begin(n),
              (n) => unfit.includes(n),
              () => {
                this.#stage.event();
                this.#act('abort');
              },
            ),
          }
        : { inputs: (n: number) => this.#inputsOf(n) }),
      onFailure:
        onFailure.length === 1
          ? action()
          : ({ attempts }: { attempts: number }) => {
              this.#called('onFailure', undefined);
              this.#throwAtLast();
              const decided = action();
              // Inputs that are being prepared may time out together, and each decides before one of them ends the pipeline.
              if (attempts === 0 && !this.#prepareTimes) this.#refusedBy(decided);
              return decided;
            },
      onDrop: (n: number, cause: DropCause, waited: number) => {
        this.#event('onDrop');
        this.#endOf(n, 'dropped');
        const { maxStaleness, overflow } = options;
        if (cause !== 'failure' && !this.#bound.has(n)) this.#fresh -= 1;
        // What is being prepared has left both bounds.
        const isPrepared = this.#prepareTimes !== undefined && this.#bound.has(n);
        this.#stage.check(cause === 'failure' || !isPrepared, `${cause}, though it was prepared`);
        // A batch binds an input of other dims and puts it back: it has had no slot.
        const mayBePutBack = this.#watch.plan.columns !== undefined && options.batchSize > 1;
        const isWaiting = !this.#bound.has(n) || (mayBePutBack && waited === maxStaleness);
        if (cause === 'stale' && !isWaiting) {
          // At its result, since the device began with it after that.
          this.#stage.check(waited > (maxStaleness ?? 0), `stale at the result after ${waited}`);
        } else if (cause === 'stale') {
          this.#stage.check(waited === maxStaleness, `stale after ${waited}`);
          const hasRoom = this.#hasSlot && !this.#prepareTimes;
          this.#stage.check(!this.#calm || !hasRoom, 'stale, though a slot was free');
        }
        const pushed = this.#plan.kind === 'push' && overflow.startsWith('drop');
        if (cause === 'overflow') this.#stage.check(pushed, 'there is no overflow');
        if (cause === 'failure') this.#stage.check(!this.#calm, 'dropped without a cause');
        this.#act('onDrop');
        this.#throwAtLast();
      },
    };
  }

  #inputsOf(n: number): InferInputs {
    const { options, unfit } = this.#plan;
    this.#fresh -= 1;
    this.#bound.add(n);
    this.#called('inputs', undefined);
    if (!unfit.includes(n)) return inputsOf(this.#watch.plan, n);
    if (options.onFailure.length === 1) this.#refusedBy(options.onFailure[0] as Action);
    throw new Error('unfit');
  }

  // A user's function that throws ends the pipeline.
  #throwAtLast(): void {
    this.#calls += 1;
    if (this.#calls !== this.#plan.throwing) return;
    this.#refused = true;
    throw new Error('thrown');
  }

  // What does not fit is not tried again.
  #refusedBy(action: Action): void {
    const end = typeof action === 'string' ? action : action.then;
    if (end === 'fail') this.#refused = true;
  }

  #nothingAfter(index: number): void {
    this.#stage.check(
      this.#arrived === index + 1,
      `${this.#arrived - 1} was taken after ${index} was refused`,
    );
  }

  #called<R>(what: Act['inside'], result: R): R {
    this.#event(what);
    this.#act(what);
    return result;
  }

  #event(what: string): void {
    this.#stage.check(this.#ending === 'none', `${what} after ${this.#ending}`);
    this.#stage.event();
  }

  #end(how: 'complete' | 'error' | 'unsubscribed'): void {
    this.#ending = how;
    asyncScheduler.schedule(() => {
      this.#stage.check(this.#sourceOpen === 0, `its source has not been left after ${how}`);
    });
  }

  #inOrder(index: number): void {
    const { order } = this.#plan.options;
    if (order === 'completion') return;
    const key = order === 'key' ? index % 3 : undefined;
    const last = this.#last.get(key) ?? -1;
    this.#stage.check(last < index, `${index} comes after ${last}`);
    this.#last.set(key, index);
  }

  #endOf(index: number, how: 'delivered' | 'dropped'): void {
    const before = this.#ends.get(index);
    this.#stage.check(before === undefined && index < this.#arrived, `${index} is ${how} after ${before}`);
    this.#ends.set(index, how);
    this.#watch.sums[how] += 1;
  }

  #arrive(): number {
    this.#stage.check(this.#ending === 'none', `an input is taken after ${this.#ending}`);
    this.#stage.check(!this.#refused, 'an input is taken by a pipeline that is bound to end');
    this.#watch.sums.submitted += 1;
    this.#arrived += 1;
    this.#fresh += 1;
    // Runs after everything that this event caused.
    asyncScheduler.schedule(() => this.#checkRoom());
    return this.#arrived - 1;
  }

  // Only inputs that have never had a slot need room; what is to fill a batch up does not, while one is free for it.
  #checkRoom(): void {
    const { kind, options } = this.#plan;
    // A model that is closed from inside gives no slots any more to those that it had them for.
    if (kind !== 'push' || this.#ending !== 'none' || this.#watch.closing) return;
    const { overflow, maxQueueSize = defaultQueueSizes[overflow], maxInFlight, batchSize } = options;
    const { slots, instances } = this.#watch.plan;
    const filling = batchSize > 1 ? Math.min(maxInFlight, slots * instances) * batchSize : 0;
    this.#stage.check(
      this.#fresh <= maxQueueSize + filling,
      `${this.#fresh} wait, with room for ${maxQueueSize} + ${filling}`,
    );
  }

  #pushed(): Observable<number> {
    const { pauses, ending } = this.#plan;
    return new Observable((subscriber) => {
      this.#sourceOpen += 1;
      subscriber.add(() => {
        this.#sourceOpen -= 1;
      });
      this.#push = () => {
        if (!subscriber.closed && this.#arrived < mostInputs) subscriber.next(this.#arrive());
      };
      const step = (): void => {
        while (!subscriber.closed && this.#arrived < pauses.length) {
          subscriber.next(this.#arrive());
          const pause = pauses[this.#arrived] ?? 0;
          if (pause === 0) continue;
          subscriber.add(asyncScheduler.schedule(step, pause));
          return;
        }
        if (subscriber.closed) return;
        if (ending !== 'never') this.#push = () => {};
        if (ending === 'complete') subscriber.complete();
        else if (ending === 'error') subscriber.error(new Error('source'));
      };
      const [first = 0] = pauses;
      if (first === 0) step();
      else subscriber.add(asyncScheduler.schedule(step, first));
    });
  }

  // What comes later comes by a thenable, since promises cannot run in virtual time.
  #read(later: boolean): PullSource<number> {
    const { pauses, ending } = this.#plan;
    let read = 0;
    const next = (): IteratorResult<number> => {
      if (read < pauses.length) {
        read += 1;
        return { done: false, value: this.#arrive() };
      }
      this.#sourceOpen -= 1;
      if (ending === 'error') throw new Error('source');
      return { done: true, value: undefined };
    };
    const stop = () => {
      this.#sourceOpen -= 1;
      return { done: true, value: undefined } as const;
    };
    if (!later) {
      return { [Symbol.iterator]: () => ({ next: this.#opened(next), return: stop }) };
    }
    return {
      [Symbol.asyncIterator]: () => ({
        next: this.#opened(() =>
          inVirtualTime(next, pauses[read] ?? 0, () => this.#ending !== 'none' || this.#refused),
        ),
        return: stop as never,
      }),
    };
  }

  #opened<F>(next: F): F {
    this.#sourceOpen += 1;
    return next;
  }
}

function inVirtualTime<R>(work: () => R, pause: number, over: () => boolean): Promise<R> {
  const then = (done: (value: R) => void, failed: (error: unknown) => void) => {
    asyncScheduler.schedule(() => {
      if (over()) return;
      let value: R;
      try {
        value = work();
      } catch (error) {
        failed(error);
        return;
      }
      done(value);
    }, pause);
  };
  return { then } as unknown as Promise<R>;
}
