// Sessions that handle a call wrongly.
import type { BlockType, ExecuteOptions } from '../../../../../src/device-index.js';
import { AclError } from '../../../../../src/index.js';
import { type Mutant, Relay } from './relay.js';

export const wrongCalls: readonly Mutant[] = [
  [
    'never synchronizes',
    /the case hangs/,
    class extends Relay {
      override synchronize() {}
    },
  ],
  [
    'launches no callbacks of type no-block',
    /the case hangs/,
    class extends Relay {
      override launchCallback(group: number, slots: readonly number[], blockType: BlockType) {
        if (blockType === 'block') super.launchCallback(group, slots, blockType);
      }
    },
  ],
  [
    'writes into its inputs',
    /inputs after the pipeline/,
    class extends Relay {
      override execute(slot: number, inputs: readonly ArrayBufferView[], options?: ExecuteOptions) {
        const copies = inputs.map(({ buffer, byteOffset }) => new Uint8Array(buffer.slice(byteOffset)));
        super.execute(slot, copies, options);
        const [{ buffer, byteOffset } = new Uint8Array()] = inputs;
        this.later(() => new Uint8Array(buffer, byteOffset, 4).fill(7));
      }
    },
  ],
  [
    'throws from execute after it has queued the execution',
    /queued and refused/,
    class extends Relay {
      #executions = 0;
      override execute(slot: number, inputs: readonly ArrayBufferView[], options?: ExecuteOptions) {
        super.execute(slot, inputs, options);
        this.#executions += 1;
        if (this.#executions === 3) throw new Error('queued and refused');
      }
    },
  ],
  [
    'executes only the first input of a batch',
    /output for/,
    class extends Relay {
      override execute(slot: number, inputs: readonly ArrayBufferView[]) {
        super.execute(slot, inputs.slice(0, 1));
      }
    },
  ],
  [
    'throws from rebuild',
    /rebuild threw/,
    class extends Relay {
      override rebuild() {
        throw new Error('not implemented');
      }
    },
  ],
  [
    'never finishes a rebuild',
    /the case hangs/,
    class extends Relay {
      override rebuild() {}
    },
  ],
  [
    'finishes a rebuild inside rebuild',
    /done of rebuild inside rebuild/,
    class extends Relay {
      override rebuild(done: () => void) {
        this.session.rebuild(() => {});
        done();
      }
    },
  ],
  [
    'finishes a rebuild twice',
    /done of rebuild more than once/,
    class extends Relay {
      override rebuild(done: () => void) {
        this.session.rebuild(() => {
          done();
          done();
        });
      }
    },
  ],
  [
    'reports a second failure before it is rebuilt',
    /failed after failed/,
    class extends Relay {
      override rebuild(done: () => void) {
        this.later(() => this.observer?.failed(new AclError('aclrtSynchronizeStream', 507011)));
        this.session.rebuild(done);
      }
    },
  ],
  [
    'never finishes close',
    /the case hangs/,
    class extends Relay {
      override close() {}
    },
  ],
  [
    'finishes close twice',
    /done of close more than once/,
    class extends Relay {
      override close(done: () => void) {
        this.session.close(() => {
          done();
          done();
        });
      }
    },
  ],
  [
    'finishes close inside close',
    /done of close inside close/,
    class extends Relay {
      override close(done: () => void) {
        this.session.close(() => {});
        done();
      }
    },
  ],
  [
    'reports a group after close',
    /report of group 0 after close is done/,
    class extends Relay {
      override close(done: () => void) {
        this.session.close(() => {
          done();
          this.send(0, { outputs: new ArrayBuffer(64) });
        });
      }
    },
  ],
  [
    'reports a failure after close',
    /failed after close is done/,
    class extends Relay {
      override close(done: () => void) {
        this.session.close(() => {
          done();
          this.later(() => this.observer?.failed(new AclError('aclrtSynchronizeStream', 507011)));
        });
      }
    },
  ],
  [
    'has a layout with a wrong stride',
    /the layout has 4, which is not a multiple of 64/,
    class extends Relay {
      override readonly layout = { offsets: [0], stride: 4 };
    },
  ],
];
