// A call of a scenario, and what must hold of how it ends.
import type { InferResult, RunOptions } from '../../src/index.js';
import type { CallPlan, RunnerPlan } from './call-scenario.js';
import { areOutputsOf } from './planned-model.js';
import type { ModelPlan } from './scenario.js';

/** What a call may end with, besides its own. */
export interface CallSurroundings {
  /** The model or the call's runner has been closed. */
  readonly isClosed: boolean;
  /** Executions may fail: a computation throws, or the device has faults. */
  readonly fails: boolean;
  /** Callbacks may never come. */
  readonly loses: boolean;
  /** All instances may have been removed. */
  readonly maybeExhausted: boolean;
}

export class CallWatch {
  outcome: 'none' | 'fulfilled' | 'rejected' = 'none';
  /** Whether the call had to be refused at once. */
  readonly isTooLate: boolean;

  constructor(
    readonly n: number,
    readonly plan: Omit<CallPlan, 'at'>,
    readonly runner: RunnerPlan,
    readonly model: ModelPlan,
    readonly options: RunOptions,
    isClosed: boolean,
  ) {
    this.isTooLate = isClosed || options.signal?.aborted === true;
  }

  /** @return what is wrong with the result. Undefined: nothing */
  fulfilled({ outputs, timing }: InferResult<unknown>): string | undefined {
    const before = this.outcome;
    this.outcome = 'fulfilled';
    if (before !== 'none') return `is fulfilled after it was ${before}`;
    if (this.isTooLate) return 'is fulfilled, though it came too late';
    if (this.plan.value !== 'fits') return 'is fulfilled with a value that does not fit';
    if (!areOutputsOf(this.model, this.n, outputs)) return "has another's result";
    const { total, ...parts } = timing;
    const times = Object.values(parts);
    if (times.some((time) => time < 0)) return `has times below 0: ${JSON.stringify(timing)}`;
    if (times.reduce((a, b) => a + b, 0) !== total)
      return `has times without a sum: ${JSON.stringify(timing)}`;
    if (total > (this.options.timeout ?? Number.POSITIVE_INFINITY))
      return `is late: ${JSON.stringify(timing)}`;
    // A retry prepares nothing, and begins anew.
    const isExecutedOnce = this.runner.onFailure.every((action) => typeof action === 'string');
    const executed = total - timing.queue - (isExecutedOnce ? 0 : timing.prepare);
    if (executed > (this.runner.timeout ?? Number.POSITIVE_INFINITY))
      return `was executed for ${executed} ms`;
    return undefined;
  }

  /** @return what is wrong with the reason. Undefined: nothing */
  rejected(reason: unknown, surroundings: CallSurroundings): string | undefined {
    const before = this.outcome;
    this.outcome = 'rejected';
    if (before !== 'none') return `is rejected after it was ${before}`;
    return this.#explains(reason, surroundings) ? undefined : `is rejected without a cause: ${reason}`;
  }

  #explains(reason: unknown, { isClosed, fails, loses, maybeExhausted }: CallSurroundings): boolean {
    const { options, plan, runner } = this;
    if (options.signal?.aborted && reason === options.signal.reason) return true;
    if (!(reason instanceof Error)) return false;
    const { code, name, message } = reason as Error & { code?: unknown };
    if (message === 'inputs') return plan.value === 'throws' || this.isDisturbed;
    if (message === 'onFailure') return runner.onFailure.length > 1 || runner.onFailure[0] === 'throw';
    if (name === 'InferTimeoutError') {
      return [options.timeout, runner.timeout].some(
        (timeout) => timeout !== undefined && message.includes(` ${timeout} ms`),
      );
    }
    if (name === 'AclError' || typeof code === 'number') return fails;
    if (code === 'ERR_OVERFLOW') return runner.maxQueueSize !== undefined;
    if (code === 'ERR_INPUT') return plan.value !== 'fits';
    if (code === 'ERR_CLOSED') return isClosed;
    if (code === 'ERR_NO_INSTANCE') return maybeExhausted;
    if (code === 'ERR_CALLBACK_LOST') return loses;
    return false;
  }

  /** An act made `inputs` throw for this call. */
  isDisturbed = false;
}
