import { AclError } from '../errors/acl-error.js';
import type { DeviceLoss } from './device-loss.js';
import type { FaultPlan, RandomFaults } from './fault-plan.js';
import { seededRandom } from './random.js';

const modelExecuteFailed = 507011; // ACL_ERROR_RT_MODEL_EXECUTE
const lostHeartbeat = 507010; // ACL_ERROR_RT_LOST_HEARTBEAT
const outOfMemory = 207001; // ACL_ERROR_RT_MEMORY_ALLOCATION

/** What becomes of an execution. */
export interface ExecutionFate {
  readonly refused?: AclError;
  readonly failed?: AclError;
  /** The device is lost with it. */
  readonly loses?: boolean;
}

/** What becomes of a callback. */
export interface CallbackFate {
  readonly delay: number;
  /** How often it comes. */
  readonly times: 0 | 1 | 2;
}

/** What becomes of a rebuild. */
export interface RebuildFate {
  readonly error?: AclError;
  readonly delay: number;
}

/** A plan at work in one model: counts what its instances do, together. */
export class Faults {
  readonly #plan: FaultPlan;
  readonly #random: () => number;
  #executions = 0;
  #launches = 0;
  #callbacks = 0;
  #rebuilds = 0;

  /** @param loss of the device that the model is on */
  constructor(
    plan: FaultPlan,
    readonly loss: DeviceLoss,
  ) {
    this.#plan = plan;
    this.#random = seededRandom(plan.random?.seed ?? 0);
  }

  nextExecution(slot: number): ExecutionFate {
    const { submissions, inferences } = this.#plan;
    const { deviceLost = Number.POSITIVE_INFINITY, memory = Number.POSITIVE_INFINITY } = this.#plan;
    const n = this.#executions++;
    const unlucky = this.#chance('submission');
    const doomed = this.#chance('inference');
    if (this.loss.happened || n >= deviceLost) return { failed: deviceIsLost(), loses: true };
    const refusal = submissions?.[n] ?? (unlucky ? modelExecuteFailed : undefined);
    if (refusal !== undefined) return { refused: new AclError('aclmdlExecuteAsync', refusal) };
    if (slot >= memory) return { refused: new AclError('aclrtMalloc', outOfMemory) };
    const failure = inferences?.[n] ?? (doomed ? modelExecuteFailed : undefined);
    return failure === undefined ? {} : { failed: new AclError('aclrtSynchronizeStream', failure) };
  }

  /** Whether the next launch is refused. */
  nextLaunch(): boolean {
    const unlucky = this.#chance('launch');
    return (this.#plan.launches?.includes(this.#launches++) ?? false) || unlucky;
  }

  nextCallback(): CallbackFate {
    const { callbacks, random } = this.#plan;
    const n = this.#callbacks++;
    const [probability, delay] = random?.late ?? [0, 0];
    const isLate = probability > 0 && this.#random() < probability;
    const isLost = this.#chance('lost');
    const isDouble = this.#chance('twice');
    return {
      delay: callbacks?.late?.[n] ?? (isLate ? delay : 0),
      times: callbacks?.lost?.includes(n) || isLost ? 0 : callbacks?.twice?.includes(n) || isDouble ? 2 : 1,
    };
  }

  nextRebuild(): RebuildFate {
    const unlucky = this.#chance('rebuild');
    const n = this.#rebuilds++;
    const code = this.#plan.rebuilds?.[n] ?? (unlucky ? modelExecuteFailed : undefined);
    const delay = this.#plan.slowRebuilds?.[n] ?? 0;
    if (this.loss.happened) return { delay, error: deviceIsLost() };
    return code === undefined ? { delay } : { delay, error: new AclError('aclmdlLoadFromFile', code) };
  }

  #chance(of: Exclude<keyof RandomFaults, 'seed' | 'late'>): boolean {
    const probability = this.#plan.random?.[of] ?? 0;
    return probability > 0 && this.#random() < probability;
  }
}

export function deviceIsLost(): AclError {
  return new AclError('aclrtSynchronizeStream', lostHeartbeat);
}
