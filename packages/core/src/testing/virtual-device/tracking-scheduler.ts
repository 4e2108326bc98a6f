import { asyncScheduler, type SchedulerAction, type SchedulerLike, Subscription } from 'rxjs';
import { guardedScheduler } from '../../util/guarded-scheduler.js';

/** An action that has been scheduled and has not run. */
interface PendingAction {
  readonly action: Subscription;
  /** The scheduler's time when the action was scheduled, in ms. */
  readonly scheduledAt: number;
  /**
   * The number of the synchronous run of code in which the action was scheduled (see {@link currentTurn}). Only set inside
   * `TestScheduler.run`, which is synchronous: an action with another number belongs to a run that is over.
   */
  readonly turn: number | undefined;
}

/** A scheduler's clock that differs from the real one by more than this is virtual. In ms. */
const maxClockDifference = 60_000;

let turn = 0;
let isIncrementScheduled = false;

// Calls of one synchronous run of code return the same number: the number increases in a microtask after them. Nothing is
// counted while nobody calls this function.
function currentTurn(): number {
  if (!isIncrementScheduled) {
    isIncrementScheduled = true;
    void Promise.resolve().then(() => {
      turn += 1;
      isIncrementScheduled = false;
    });
  }
  return turn;
}

/**
 * A scheduler that detects when the scheduler behind it has discarded actions. A TestScheduler discards its pending
 * actions when a handler throws, and does not report that. It is guarded, too: see {@link guardedScheduler}.
 */
export class TrackingScheduler implements SchedulerLike {
  readonly #scheduler: SchedulerLike;
  readonly #guarded: SchedulerLike;
  readonly #pending = new Set<PendingAction>();

  constructor(scheduler: SchedulerLike) {
    this.#scheduler = scheduler;
    this.#guarded = guardedScheduler(scheduler);
  }

  now(): number {
    return this.#scheduler.now();
  }

  schedule<T>(work: (this: SchedulerAction<T>, state?: T) => void, delay?: number, state?: T): Subscription {
    const pending = this.#pending;
    const action = this.#guarded.schedule(
      function (this: SchedulerAction<T>, given?: T) {
        pending.delete(entry);
        work.call(this, given);
      },
      delay,
      state as T,
    );
    const entry: PendingAction = { action, scheduledAt: this.now(), turn: this.#turn() };
    pending.add(entry);
    return new Subscription(() => {
      pending.delete(entry);
      action.unsubscribe();
    });
  }

  /**
   * Whether actions have been discarded since the last call. A scheduler discards all actions at once, so this method
   * then forgets all of them.
   */
  detectDiscardedActions(): boolean {
    const [now, turn] = [this.now(), this.#turn()];
    for (const entry of this.#pending) {
      // The clock has gone back, or the run of the TestScheduler is over: the action belongs to an earlier run.
      const isOfEarlierRun = entry.scheduledAt > now || (entry.turn !== undefined && entry.turn !== turn);
      if (!entry.action.closed && !isOfEarlierRun) continue;
      this.#pending.clear();
      return true;
    }
    return false;
  }

  /** Whether time passes only when a test says so. */
  get isVirtual(): boolean {
    return this.#scheduler !== asyncScheduler || this.#isInTestScheduler;
  }

  get #isInTestScheduler(): boolean {
    return this.#scheduler === asyncScheduler && Math.abs(this.now() - Date.now()) > maxClockDifference;
  }

  #turn(): number | undefined {
    return this.#isInTestScheduler ? currentTurn() : undefined;
  }
}
