import type {
  BlockType,
  ExecuteOptions,
  OutputLayout,
  Session,
  SessionObserver,
} from '../../device/session.js';
import type { AclError } from '../../errors/acl-error.js';
import type { DimsList } from '../../tensors/dims.js';
import type { TensorInfo } from '../../tensors/tensor.js';

/** Forwards every call to another session. A subclass overrides the calls that it changes. */
export class SessionDecorator implements Session {
  readonly inputs: readonly TensorInfo[];
  readonly outputs: readonly TensorInfo[];
  readonly slots: number;
  readonly batchSizes?: readonly number[];
  readonly layout?: OutputLayout;
  readonly gears?: readonly DimsList[];

  /** @param session the decorated session, which receives the calls */
  constructor(protected readonly session: Session) {
    this.inputs = session.inputs;
    this.outputs = session.outputs;
    this.slots = session.slots;
    if (session.batchSizes) this.batchSizes = session.batchSizes;
    if (session.layout) this.layout = session.layout;
    if (session.gears) this.gears = session.gears;
  }

  observe(observer: SessionObserver): void {
    this.session.observe(observer);
  }

  execute(slot: number, inputs: readonly ArrayBufferView[], options?: ExecuteOptions): void {
    this.session.execute(slot, inputs, options);
  }

  launchCallback(group: number, slots: readonly number[], blockType: BlockType): void {
    this.session.launchCallback(group, slots, blockType);
  }

  synchronize(group: number, slots: readonly number[]): void {
    this.session.synchronize(group, slots);
  }

  release(outputs: ArrayBuffer): void {
    this.session.release?.(outputs);
  }

  rebuild(done: (error?: AclError) => void): void {
    this.session.rebuild(done);
  }

  close(done: () => void): void {
    this.session.close(done);
  }
}
