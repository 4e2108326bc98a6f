import { aclCodes } from '../../errors/acl-codes.js';
import { AclError } from '../../errors/acl-error.js';
import type { DeviceLoss } from './device-loss.js';
import type { FaultPlan, RandomFaults } from './fault-plan.js';
import { seededRandom } from './seeded-random.js';

const modelExecuteFailed = aclCodes.ACL_ERROR_RT_MODEL_EXECUTE;

/** What happens to an execution. */
export interface ExecutionOutcome {
  /** The error with which the submission is refused. */
  readonly refused?: AclError;
  /** The error with which the execution fails on the device. */
  readonly failed?: AclError;
  /** The device is lost when it reaches this execution. */
  readonly losesDevice?: boolean;
}

/** What happens to a callback. */
export interface CallbackOutcome {
  /** In ms. */
  readonly delay: number;
  /** How often the callback is reported. */
  readonly times: 0 | 1 | 2;
}

/** What happens to a rebuild. */
export interface RebuildOutcome {
  readonly error?: AclError;
  /** In ms. */
  readonly delay: number;
}

/** Applies a fault plan to one model: counts the operations of all its instances and decides which of them fail. */
export class FaultInjector {
  readonly #plan: FaultPlan;
  readonly #random: () => number;
  #executions = 0;
  #launches = 0;
  #callbacks = 0;
  #rebuilds = 0;

  /** @param deviceLoss shared by all models of the device */
  constructor(
    plan: FaultPlan,
    readonly deviceLoss: DeviceLoss,
  ) {
    this.#plan = plan;
    this.#random = seededRandom(plan.random?.seed ?? 0);
  }

  nextExecution(slot: number): ExecutionOutcome {
    const { submissions, inferences } = this.#plan;
    const { deviceLost = Number.POSITIVE_INFINITY, memory = Number.POSITIVE_INFINITY } = this.#plan;
    const n = this.#executions++;
    const isRefusedAtRandom = this.#draw('submission');
    const failsAtRandom = this.#draw('inference');
    if (this.deviceLoss.isLost || n >= deviceLost) return { failed: deviceLostError(), losesDevice: true };
    const refusal = submissions?.[n] ?? (isRefusedAtRandom ? modelExecuteFailed : undefined);
    if (refusal !== undefined) return { refused: new AclError('aclmdlExecuteAsync', refusal) };
    if (slot >= memory) {
      return { refused: new AclError('aclrtMalloc', aclCodes.ACL_ERROR_RT_MEMORY_ALLOCATION) };
    }
    const failure = inferences?.[n] ?? (failsAtRandom ? modelExecuteFailed : undefined);
    return failure === undefined ? {} : { failed: new AclError('aclrtSynchronizeStream', failure) };
  }

  /** Whether the next launch is refused. */
  nextLaunch(): boolean {
    const isRefusedAtRandom = this.#draw('launch');
    return (this.#plan.launches?.includes(this.#launches++) ?? false) || isRefusedAtRandom;
  }

  nextCallback(): CallbackOutcome {
    const { callbacks, random } = this.#plan;
    const n = this.#callbacks++;
    const [probability, delay] = random?.late ?? [0, 0];
    const isLate = probability > 0 && this.#random() < probability;
    const isLost = this.#draw('lost');
    const isDouble = this.#draw('twice');
    return {
      delay: callbacks?.late?.[n] ?? (isLate ? delay : 0),
      times: callbacks?.lost?.includes(n) || isLost ? 0 : callbacks?.twice?.includes(n) || isDouble ? 2 : 1,
    };
  }

  nextRebuild(): RebuildOutcome {
    const failsAtRandom = this.#draw('rebuild');
    const n = this.#rebuilds++;
    const code = this.#plan.rebuilds?.[n] ?? (failsAtRandom ? modelExecuteFailed : undefined);
    const delay = this.#plan.slowRebuilds?.[n] ?? 0;
    if (this.deviceLoss.isLost) return { delay, error: deviceLostError() };
    return code === undefined ? { delay } : { delay, error: new AclError('aclmdlLoadFromFile', code) };
  }

  // Called for every operation, also if the plan lists a fault for it: the lists of a plan then do not change its random
  // faults.
  #draw(fault: Exclude<keyof RandomFaults, 'seed' | 'late'>): boolean {
    const probability = this.#plan.random?.[fault] ?? 0;
    return probability > 0 && this.#random() < probability;
  }
}

/** The error of everything on a device that is lost. */
export function deviceLostError(): AclError {
  return new AclError('aclrtSynchronizeStream', aclCodes.ACL_ERROR_RT_LOST_HEARTBEAT);
}
