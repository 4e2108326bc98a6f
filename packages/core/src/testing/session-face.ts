import type { OutputLayout, Session } from '../port.js';
import type { TensorInfo } from '../tensor.js';

/** What a session says of itself, and what goes through to it: for sessions that stand before another one. */
export class SessionFace implements Pick<Session, 'inputs' | 'outputs' | 'slots' | 'batchSizes' | 'layout'> {
  readonly inputs: readonly TensorInfo[];
  readonly outputs: readonly TensorInfo[];
  readonly slots: number;
  readonly batchSizes?: readonly number[];
  readonly layout: OutputLayout;

  /** @param session the one behind it */
  constructor(protected readonly session: Session) {
    this.inputs = session.inputs;
    this.outputs = session.outputs;
    this.slots = session.slots;
    if (session.batchSizes) this.batchSizes = session.batchSizes;
    this.layout = session.layout;
  }

  release(outputs: ArrayBuffer): void {
    this.session.release?.(outputs);
  }
}
