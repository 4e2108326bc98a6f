// Sessions that do not do what they are asked for, or tell it wrongly.
import { AclError, type BlockType } from '../../../src/index.js';
import { type Mutant, Relay } from './relay.js';

export const wrongCalls: readonly Mutant[] = [
  [
    'never synchronizes',
    /it hangs/,
    class extends Relay {
      override synchronize() {}
    },
  ],
  [
    'launches no callbacks that do not block',
    /it hangs/,
    class extends Relay {
      override launchCallback(group: number, slots: readonly number[], blockType: BlockType) {
        if (blockType === 'block') super.launchCallback(group, slots, blockType);
      }
    },
  ],
  [
    'writes into its inputs',
    /inputs afterwards/,
    class extends Relay {
      override execute(slot: number, inputs: readonly ArrayBufferView[], batchSize?: number) {
        const copies = inputs.map(({ buffer, byteOffset }) => new Uint8Array(buffer.slice(byteOffset)));
        super.execute(slot, copies, batchSize);
        const [{ buffer, byteOffset } = new Uint8Array()] = inputs;
        this.later(() => new Uint8Array(buffer, byteOffset, 4).fill(7));
      }
    },
  ],
  [
    'refuses what it has queued',
    /queued and refused/,
    class extends Relay {
      #executions = 0;
      override execute(slot: number, inputs: readonly ArrayBufferView[], batchSize?: number) {
        super.execute(slot, inputs, batchSize);
        this.#executions += 1;
        if (this.#executions === 3) throw new Error('queued and refused');
      }
    },
  ],
  [
    'takes every batch for a single input',
    /output for/,
    class extends Relay {
      override execute(slot: number, inputs: readonly ArrayBufferView[]) {
        super.execute(slot, inputs.slice(0, 1));
      }
    },
  ],
  [
    'has not written rebuild',
    /rebuild has thrown/,
    class extends Relay {
      override rebuild() {
        throw new Error('not written');
      }
    },
  ],
  [
    'is never rebuilt',
    /it hangs/,
    class extends Relay {
      override rebuild() {}
    },
  ],
  [
    'is rebuilt inside of rebuild',
    /done of rebuild inside of rebuild/,
    class extends Relay {
      override rebuild(done: () => void) {
        this.session.rebuild(() => {});
        done();
      }
    },
  ],
  [
    'is rebuilt twice',
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
    'goes on after it has failed',
    /failed after failed/,
    class extends Relay {
      override rebuild(done: () => void) {
        this.later(() => this.observer?.failed(new AclError('aclrtSynchronizeStream', 507011)));
        this.session.rebuild(done);
      }
    },
  ],
  [
    'never closes',
    /it hangs/,
    class extends Relay {
      override close() {}
    },
  ],
  [
    'closes twice',
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
    'closes inside of close',
    /done of close inside of close/,
    class extends Relay {
      override close(done: () => void) {
        this.session.close(() => {});
        done();
      }
    },
  ],
  [
    'reports when it has closed',
    /report of group 0 after done of close/,
    class extends Relay {
      override close(done: () => void) {
        this.session.close(() => {
          done();
          this.send(0, new ArrayBuffer(64));
        });
      }
    },
  ],
  [
    'fails when it has closed',
    /failed after done of close/,
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
    'has a layout of its own',
    /in the layout, which is no multiple of 64/,
    class extends Relay {
      override readonly layout = { offsets: [0], stride: 4 };
    },
  ],
];
