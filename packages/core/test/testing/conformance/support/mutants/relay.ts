// Base classes of sessions that violate the contract of `Session` in one point.
import type { SchedulerLike } from 'rxjs';
import type { GroupReport, Session, SessionObserver } from '../../../../../src/device-index.js';
import { SessionDecorator } from '../../../../../src/testing/decorators/session-decorator.js';

/** Forwards every call and every event. A subclass overrides what it does wrong. */
export class Relay extends SessionDecorator {
  observer: SessionObserver | undefined;

  constructor(
    session: Session,
    readonly scheduler: SchedulerLike,
  ) {
    super(session);
    session.observe({
      report: (group, report) => this.report(group, report),
      failed: (error) => this.observer?.failed(error),
    });
  }

  override observe(observer: SessionObserver): void {
    this.observer = observer;
  }

  /** Receives the reports of the session. */
  report(group: number, report: GroupReport): void {
    this.send(group, report);
  }

  /** Reports to the observer. */
  send(group: number, report: GroupReport): void {
    this.observer?.report(group, report);
  }

  /** @param delay in ms */
  later(work: () => void, delay = 0): void {
    this.scheduler.schedule(work, delay);
  }
}

/** Bytes of the outputs of one execution. */
export function strideOf({ layout }: Session): number {
  if (!layout) throw new Error('the session is dynamic');
  return layout.stride;
}

/** Copies inputs to outputs itself, so that a subclass decides when a group is reported. */
export class Instant extends Relay {
  // By slot.
  readonly #inputs: ArrayBufferView[] = [];

  override execute(slot: number, inputs: readonly ArrayBufferView[]): void {
    this.#inputs[slot] = inputs[0] as ArrayBufferView;
  }

  /** Reports a group inside the call. */
  answer(group: number, slots: readonly number[]): void {
    const outputs = new Uint8Array(strideOf(this) * slots.length);
    slots.forEach((slot, n) => {
      const { buffer, byteOffset } = this.#inputs[slot] as ArrayBufferView;
      outputs.set(new Uint8Array(buffer, byteOffset, 4), n * strideOf(this));
    });
    this.send(group, { outputs: outputs.buffer });
  }

  override launchCallback(group: number, slots: readonly number[]): void {
    this.later(() => this.answer(group, slots));
  }

  override synchronize(group: number, slots: readonly number[]): void {
    this.later(() => this.answer(group, slots));
  }
}

/** A session with one defect: what the session does wrong, the message of the suite about it, and the class. */
export type Mutant = readonly [
  defect: string,
  message: RegExp,
  session: new (session: Session, scheduler: SchedulerLike) => Session,
];
