import type { BlockType, Session, SessionObserver } from '../../../device/session.js';
import { SessionDecorator } from '../../decorators/session-decorator.js';

// The model numbers its own groups from 0.
const firstEmptyGroup = 2 ** 31;

/** Launches groups without executions before every group. The model does not receive their reports. */
export class EmptyGroupSession extends SessionDecorator {
  /** How many empty groups have been reported in the order of their launch. NaN after a report out of order. */
  reported = 0;
  readonly #perGroup: number;
  #launched = 0;

  /** @param perGroup number of empty groups before each group */
  constructor(session: Session, perGroup: number) {
    super(session);
    this.#perGroup = perGroup;
  }

  override observe(observer: SessionObserver): void {
    this.session.observe({
      report: (group, report) => {
        const next = firstEmptyGroup + this.reported;
        if (group < firstEmptyGroup) observer.report(group, report);
        else if (group === next) this.reported += 1;
        // A lower number is a repeated report. The suite may inject those.
        else if (group > next) this.reported = Number.NaN;
      },
      failed: (error) => observer.failed(error),
    });
  }

  override launchCallback(group: number, slots: readonly number[], blockType: BlockType): void {
    for (let n = 0; n < this.#perGroup; n += 1) {
      this.session.launchCallback(firstEmptyGroup + this.#launched, [], 'block');
      this.#launched += 1;
    }
    this.session.launchCallback(group, slots, blockType);
  }
}
