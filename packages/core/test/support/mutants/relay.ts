// Sessions to make wrong ones of.
import type { SchedulerLike } from 'rxjs';
import type {
  AclError,
  BlockType,
  OutputLayout,
  Session,
  SessionObserver,
  TensorInfo,
} from '../../../src/index.js';

/** What a session reports of a group. */
export type Report = Parameters<SessionObserver['report']>;

/** Hands everything on. */
export class Relay implements Session {
  readonly inputs: readonly TensorInfo[];
  readonly outputs: readonly TensorInfo[];
  readonly slots: number;
  readonly layout: OutputLayout;
  readonly batchSizes?: readonly number[];
  observer: SessionObserver | undefined;

  constructor(
    readonly session: Session,
    readonly scheduler: SchedulerLike,
  ) {
    const { inputs, outputs, slots, layout, batchSizes } = session;
    [this.inputs, this.outputs, this.slots, this.layout] = [inputs, outputs, slots, layout];
    if (batchSizes) this.batchSizes = batchSizes;
    session.observe({
      report: (...report) => this.report(...report),
      failed: (error) => this.observer?.failed(error),
    });
  }

  observe(observer: SessionObserver): void {
    this.observer = observer;
  }

  execute(slot: number, inputs: readonly ArrayBufferView[], batchSize?: number): void {
    this.session.execute(slot, inputs, batchSize);
  }

  launchCallback(group: number, slots: readonly number[], blockType: BlockType): void {
    this.session.launchCallback(group, slots, blockType);
  }

  synchronize(group: number, slots: readonly number[]): void {
    this.session.synchronize(group, slots);
  }

  rebuild(done: (error?: AclError) => void): void {
    this.session.rebuild(done);
  }

  close(done: () => void): void {
    this.session.close(done);
  }

  report(...report: Report): void {
    this.send(...report);
  }

  send(...report: Report): void {
    this.observer?.report(...report);
  }

  later(work: () => void, delay = 0): void {
    this.scheduler.schedule(work, delay);
  }
}

/** Answers as if everything had been computed at once. */
export class Instant extends Relay {
  readonly #given: ArrayBufferView[] = [];

  override execute(slot: number, inputs: readonly ArrayBufferView[]): void {
    this.#given[slot] = inputs[0] as ArrayBufferView;
  }

  answer(group: number, slots: readonly number[]): void {
    const outputs = new Uint8Array(this.layout.stride * slots.length);
    slots.forEach((slot, n) => {
      const { buffer, byteOffset } = this.#given[slot] as ArrayBufferView;
      outputs.set(new Uint8Array(buffer, byteOffset, 4), n * this.layout.stride);
    });
    this.send(group, outputs.buffer);
  }

  override launchCallback(group: number, slots: readonly number[]): void {
    this.later(() => this.answer(group, slots));
  }

  override synchronize(group: number, slots: readonly number[]): void {
    this.later(() => this.answer(group, slots));
  }
}

/** What is wrong with it, what the suite says of that, and the session. */
export type Mutant = readonly [
  name: string,
  message: RegExp,
  session: new (session: Session, scheduler: SchedulerLike) => Session,
];
