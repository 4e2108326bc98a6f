import type { AclError } from '../../errors/acl-error.js';
import type { BlockType, Session, SessionObserver } from '../../port.js';
import { SessionFace } from '../session-face.js';

// Core counts its groups from 0.
const first = 2 ** 31;

/** Launches groups without executions ahead of every group, and keeps to itself when they come. */
export class EmptyGroups extends SessionFace implements Session {
  /** How many have come, in the order of their launch; NaN once one has come out of it. */
  come = 0;
  readonly #each: number;
  #launched = 0;

  /** @param each so many ahead of a group */
  constructor(session: Session, each: number) {
    super(session);
    this.#each = each;
  }

  observe(observer: SessionObserver): void {
    this.session.observe({
      report: (...report) => {
        const [group] = report;
        if (group < first) observer.report(...report);
        else if (group === first + this.come) this.come += 1;
        // Twice is none of our business.
        else if (group > first + this.come) this.come = Number.NaN;
      },
      failed: (error) => observer.failed(error),
    });
  }

  execute(slot: number, inputs: readonly ArrayBufferView[], batchSize?: number): void {
    this.session.execute(slot, inputs, batchSize);
  }

  launchCallback(group: number, slots: readonly number[], blockType: BlockType): void {
    for (let n = 0; n < this.#each; n += 1) {
      this.session.launchCallback(first + this.#launched, [], 'block');
      this.#launched += 1;
    }
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
}
