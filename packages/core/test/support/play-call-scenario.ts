// Plays a scenario of calls in virtual time, with the reactions of Promises between its moments, and watches what must hold
// in all of them.
import { getEventListeners } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';
import { Observable, Subscription, VirtualTimeScheduler } from 'rxjs';
import { type InferResult, infer, type Model, type Prepare, type RunOptions } from '../../src/index.js';
import { assertBalanced, assertSettled, createVirtualDevice } from '../../src/testing/index.js';
import type { BesidePlan, CallAct, CallPlan, CallScenario, RunnerPlan } from './call-scenario.js';
import { CallWatch } from './call-watch.js';
import { areOutputsOf, inputsOf, PlannedModel } from './planned-model.js';
import { prepareCall } from './prepare-call.js';

/** Calls that are made inside of others come to an end. */
const mostCalls = 80;
/** More moments than any scenario can have unless something goes round in circles. */
const mostMoments = 20_000;
/** What user code throws on purpose where nobody can be told. */
export const planned = 'planned';

/** @throws Error that says what did not hold, and when */
export async function playCallScenario(scenario: CallScenario): Promise<void> {
  const stage = new CallStage(scenario);
  await stage.play();
  if (stage.problems.length > 0) throw new Error(stage.problems.slice(0, 5).join('\n'));
}

/** A runner of the scenario. */
interface Stand {
  readonly plan: RunnerPlan;
  readonly prepares: boolean;
  readonly run: (call: CallWatch, options: RunOptions) => Promise<InferResult<unknown>>;
  readonly close: () => Promise<void>;
  closing: boolean;
  closed: boolean;
  /** The index of the input that was bound last. */
  bound: number;
  failures: number;
}

class CallStage {
  readonly problems: string[] = [];
  readonly #scenario: CallScenario;
  readonly #scheduler = new VirtualTimeScheduler();
  readonly #planned: PlannedModel;
  readonly #model: Model;
  readonly #stands: readonly Stand[];
  readonly #aborts: readonly AbortController[];
  // By signal: when it was aborted.
  readonly #abortedAt: (number | undefined)[] = [];
  readonly #calls: CallWatch[] = [];
  readonly #counts = new Map<CallAct['inside'], number>();
  #closing = false;
  #delivered = 0;
  #openPipelines = 0;

  constructor(scenario: CallScenario) {
    this.#scenario = scenario;
    const { callbackTime, devices, model, aborts } = scenario;
    const device = createVirtualDevice({ callbackTime, devices, scheduler: this.#scheduler });
    this.#planned = new PlannedModel(device, model, () => this.#userCode('event'));
    this.#model = this.#planned.model;
    this.#aborts = aborts.map(() => {
      const abort = new AbortController();
      abort.signal.addEventListener('abort', () => this.#userCode('listener'));
      return abort;
    });
    this.#stands = scenario.runners.map((plan, n) => this.#stand(plan, `runner ${n}`));
  }

  async play(): Promise<void> {
    const { aborts, calls, model, pipelines, runners } = this.#scenario;
    const at = (moment: number | undefined, work: () => void) => {
      if (moment !== undefined) this.#scheduler.schedule(work, moment);
    };
    for (const [n, moment] of aborts.entries()) at(moment, () => this.#abort(n));
    for (const plan of calls) at(plan.at, () => this.#call(plan));
    for (const plan of pipelines) at(0, () => this.#beside(plan));
    for (const [n, { closeAt }] of runners.entries()) at(closeAt, () => this.#closeRunner(n));
    at(model.closeAt, () => this.#closeModel());
    await this.#untilQuiet();
    if (!this.#planned.loses) this.#checkQuiet();
    for (const n of runners.keys()) this.#closeRunner(n);
    await this.#untilQuiet();
    this.#closeModel();
    await this.#untilQuiet();
    this.#checkEnd();
  }

  async #untilQuiet(): Promise<void> {
    const scheduler = this.#scheduler;
    for (let moments = 0; ; moments += 1) {
      await turn();
      const [next] = scheduler.actions;
      if (!next) return;
      if (moments === mostMoments) throw new Error('the scenario does not end');
      scheduler.maxFrames = next.delay;
      scheduler.flush();
      this.#attempt(() => assertBalanced(this.#model));
    }
  }

  // Nothing is left to happen by itself.
  #checkQuiet(): void {
    for (const { n, outcome } of this.#calls) this.#check(outcome !== 'none', `call ${n} is not settled`);
    this.#check(this.#openPipelines === 0, 'a pipeline has not ended');
    this.#attempt(() => assertSettled(this.#model));
    for (const [n, { closing, closed }] of this.#stands.entries())
      this.#check(!closing || closed, `runner ${n} has not closed`);
    this.#check(!this.#closing || this.#planned.closed, 'the model has not closed');
  }

  #checkEnd(): void {
    this.#checkQuiet();
    const { submitted, delivered, dropped } = this.#model.stats().ledger;
    this.#check(delivered === this.#delivered, `${this.#delivered} results of ${delivered}`);
    this.#check(
      dropped === this.#planned.drops,
      `dropped$ emitted ${this.#planned.drops} drops of ${dropped}`,
    );
    const certain = this.#calls.filter(({ isTooLate }) => !isTooLate).length;
    if (this.#planned.removed === 0 && this.#scenario.pipelines.length === 0) {
      this.#check(submitted === certain, `the ledger has ${submitted} of ${certain} calls`);
    }
    for (const [n, { signal }] of this.#aborts.entries()) {
      const count = getEventListeners(signal, 'abort').length;
      this.#check(count === 1, `signal ${n} has ${count - 1} listeners left`);
    }
  }

  // --- What the scenario does ---

  #call({ runner, value, signal, timeout }: Omit<CallPlan, 'at'>): void {
    const stand = this.#stands[runner] as Stand;
    const abort = signal === undefined ? undefined : this.#aborts[signal];
    const options = { ...(abort && { signal: abort.signal }), ...(timeout !== undefined && { timeout }) };
    const plan = { runner, value, signal, timeout };
    const isClosed = stand.closing || this.#closing;
    const call = new CallWatch(this.#calls.length, plan, stand.plan, this.#planned.plan, options, isClosed);
    this.#calls.push(call);
    stand.run(call, options).then(
      (result) => {
        this.#delivered += 1;
        this.#judge(call, call.fulfilled(result));
        const isOthers = stand.prepares && result.prepared !== call.n;
        this.#judge(call, isOthers ? `has ${result.prepared} as what was prepared` : undefined);
        const abortedAt = signal === undefined ? undefined : this.#abortedAt[signal];
        const isTooLate = abortedAt !== undefined && abortedAt < this.#scheduler.now();
        this.#judge(
          call,
          isTooLate ? `is fulfilled after its signal was aborted at ${abortedAt}` : undefined,
        );
        this.#userCode('result');
      },
      (reason) => {
        const surroundings = {
          isClosed: stand.closing || this.#closing,
          fails: this.#scenario.model.failing.length > 0 || this.#scenario.model.faults !== undefined,
          loses: this.#planned.loses,
          maybeExhausted: this.#planned.removed > 0,
        };
        this.#judge(call, call.rejected(reason, surroundings));
        this.#userCode('rejection');
      },
    );
  }

  #abort(n: number): void {
    const place = n % this.#aborts.length;
    this.#abortedAt[place] ??= this.#scheduler.now();
    this.#aborts[place]?.abort(new Error(`signal ${place}`));
  }

  #closeRunner(n: number): void {
    const stand = this.#stands[n % this.#stands.length] as Stand;
    stand.closing = true;
    const before = [...this.#calls];
    void stand.close().then(async () => {
      stand.closed = true;
      // A call that ended inside of `run` tells its caller after that.
      await turn();
      for (const call of before) {
        if (call.runner !== stand.plan) continue;
        this.#check(call.outcome !== 'none', `call ${call.n} is not settled when its runner has closed`);
      }
    });
  }

  #closeModel(): void {
    this.#closing = true;
    void this.#model.close();
  }

  #beside({ values, pause, maxInFlight, callbackInterval }: BesidePlan): void {
    this.#openPipelines += 1;
    let last = -1;
    const source = new Observable<number>((subscriber) => {
      const step = (n: number): void => {
        if (n === values) subscriber.complete();
        else subscriber.next(n);
        if (n < values) pending.add(this.#scheduler.schedule(() => step(n + 1), pause));
      };
      const pending = new Subscription();
      step(0);
      return pending;
    });
    const inputs = (n: number) => inputsOf(this.#planned.plan, n);
    source.pipe(infer(this.#model, { inputs, maxInFlight, callbackInterval, onFailure: 'drop' })).subscribe({
      next: ({ source, outputs }) => {
        this.#delivered += 1;
        this.#check(
          source > last && areOutputsOf(this.#planned.plan, source, outputs),
          `${source} after ${last}`,
        );
        last = source;
      },
      error: (error) => {
        this.#openPipelines -= 1;
        this.#check(this.#closing || this.#planned.removed > 0, `an error without a cause: ${error}`);
      },
      complete: () => {
        this.#openPipelines -= 1;
      },
    });
  }

  // --- User code ---

  #stand(plan: RunnerPlan, label: string): Stand {
    const { inputs: kind, onFailure, closeAt, prepareTimes, prepareBy, maxPreparing, ...others } = plan;
    const inputs = kind === 'prepare' && this.#planned.plan.columns ? 'function' : kind;
    const given = Object.fromEntries(Object.entries(others).filter(([, value]) => value !== undefined));
    const [action] = onFailure;
    const decide = () => {
      stand.failures += 1;
      const decision = onFailure[stand.failures % onFailure.length];
      this.#userCode('onFailure');
      if (decision === 'throw') throw new Error('onFailure');
      return decision as 'fail';
    };
    const config = {
      ...given,
      label,
      onFailure: onFailure.length === 1 && action !== 'throw' ? action : decide,
    };
    const tensor = ({ n, plan: { value } }: CallWatch) =>
      value === 'fits' ? inputsOf(this.#planned.plan, n) : new Float32Array(2);
    const begin = (call: CallWatch, index: number) => {
      this.#check(index > stand.bound, `input ${index} of ${label} is bound after ${stand.bound}`);
      stand.bound = index;
      this.#check(
        call.outcome === 'none',
        `the inputs of call ${call.n} are asked for after it was ${call.outcome}`,
      );
      this.#userCode('inputs', call);
      if (call.plan.value === 'throws') throw new Error('inputs');
    };
    const bind = (call: CallWatch, index: number) => {
      begin(call, index);
      return tensor(call);
    };
    const prepare: Prepare<CallWatch> = (call, [target], { index, signal }) => {
      signal.addEventListener('abort', () => this.#userCode('listener'));
      begin(call, index);
      const time = prepareTimes[index % prepareTimes.length] as number;
      return prepareCall(call, target as Float32Array, time, prepareBy, this.#scheduler);
    };
    const options = { function: { inputs: bind }, prepare: { prepare, maxPreparing }, value: {} }[inputs];
    const runner = this.#model.runner<CallWatch>({ ...config, ...options } as never);
    const stand: Stand = {
      plan,
      prepares: inputs === 'prepare',
      run: (call, options) =>
        runner.run((inputs === 'value' ? tensor(call) : call) as never, options) as never,
      close: () => runner.close(),
      closing: false,
      closed: false,
      bound: -1,
      failures: 0,
    };
    return stand;
  }

  // Does what is to be done inside of this call to user code.
  #userCode(inside: CallAct['inside'], call?: CallWatch): void {
    this.#attempt(() => assertBalanced(this.#model));
    const count = (this.#counts.get(inside) ?? 0) + 1;
    this.#counts.set(inside, count);
    for (const { inside: place, nth, does, which } of this.#scenario.acts) {
      if (place !== inside || nth !== count) continue;
      if (does === 'abort') this.#abort(which);
      else if (does === 'close runner') this.#closeRunner(which);
      else if (does === 'close model') this.#closeModel();
      else if (does === 'throw') throwFrom(inside, call);
      else for (let n = 0; n < (does === 'call' ? 1 : 6); n += 1) this.#callAgain(which);
    }
  }

  #callAgain(which: number): void {
    if (this.#calls.length >= mostCalls) return;
    const signal = which < this.#aborts.length ? which : undefined;
    this.#call({ runner: which % this.#stands.length, value: 'fits', signal, timeout: undefined });
  }

  // --- What must hold ---

  #judge(call: CallWatch, problem: string | undefined): void {
    this.#check(problem === undefined, `call ${call.n} ${problem}`);
  }

  #check(holds: boolean, what: string): void {
    if (!holds) this.problems.push(`at ${this.#scheduler.now()}: ${what}`);
  }

  #attempt(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#check(false, (error as Error).message);
    }
  }
}

function throwFrom(inside: CallAct['inside'], call: CallWatch | undefined): never | void {
  // Promises have a reaction of their own, whose rejection would be the test's.
  if (inside === 'result' || inside === 'rejection' || inside === 'listener') return;
  if (!call) throw new Error(inside === 'onFailure' ? 'onFailure' : planned);
  call.isDisturbed = true;
  throw new Error('inputs');
}
