import { asyncScheduler, type SchedulerAction, type SchedulerLike, Subscription } from 'rxjs';

/** Something that is still to be done. */
interface Pending {
  readonly action: Subscription;
  /** When it was asked for. */
  readonly at: number;
  /** The run of a TestScheduler that it belongs to, if it does: one is over within a turn of the event loop. */
  readonly turn: number | undefined;
}

/** Ms by which a clock is not the real one. */
const farOff = 60_000;

let turn = 0;
let isCounted = false;

// Turns of the event loop, as far as anybody asks.
function currentTurn(): number {
  if (!isCounted) {
    isCounted = true;
    void Promise.resolve().then(() => {
      turn += 1;
      isCounted = false;
    });
  }
  return turn;
}

/**
 * A scheduler that knows whether something it was to do will never be done: a TestScheduler throws away what is pending
 * when a handler throws, and tells nobody.
 */
export class WatchedScheduler implements SchedulerLike {
  readonly #scheduler: SchedulerLike;
  readonly #pending = new Set<Pending>();

  constructor(scheduler: SchedulerLike) {
    this.#scheduler = scheduler;
  }

  now(): number {
    return this.#scheduler.now();
  }

  schedule<T>(work: (this: SchedulerAction<T>, state?: T) => void, delay?: number, state?: T): Subscription {
    const pending = this.#pending;
    const action = this.#scheduler.schedule(
      function (this: SchedulerAction<T>, given?: T) {
        pending.delete(entry);
        work.call(this, given);
      },
      delay,
      state as T,
    );
    const entry: Pending = { action, at: this.now(), turn: this.#turn() };
    pending.add(entry);
    return new Subscription(() => {
      pending.delete(entry);
      action.unsubscribe();
    });
  }

  /** Whether something has been thrown away since the last question. Then all of it has. */
  wasCutOff(): boolean {
    const [now, turn] = [this.now(), this.#turn()];
    for (const { action, ...asked } of this.#pending) {
      const isOver = asked.turn !== undefined && asked.turn !== turn;
      if (!action.closed && asked.at <= now && !isOver) continue;
      this.#pending.clear();
      return true;
    }
    return false;
  }

  #turn(): number | undefined {
    const isVirtual = this.#scheduler === asyncScheduler && Math.abs(this.now() - Date.now()) > farOff;
    return isVirtual ? currentTurn() : undefined;
  }
}
