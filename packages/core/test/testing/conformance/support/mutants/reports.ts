// Sessions that report something wrong, or at the wrong time.
import type { GroupReport } from '../../../../../src/device-index.js';
import { Instant, type Mutant, Relay, strideOf } from './relay.js';

export const wrongReports: readonly Mutant[] = [
  [
    'reports every group twice',
    /which was not closed or has been reported already/,
    class extends Relay {
      override report(group: number, report: GroupReport) {
        this.send(group, report);
        this.send(group, report);
      }
    },
  ],
  [
    'reports every group again later',
    /which was not closed or has been reported already/,
    class extends Relay {
      override report(group: number, report: GroupReport) {
        this.send(group, report);
        this.later(() => this.send(group, report));
      }
    },
  ],
  [
    'reports inside launchCallback',
    /report of group 0 inside launchCallback/,
    class extends Instant {
      override launchCallback(group: number, slots: readonly number[]) {
        this.answer(group, slots);
      }
    },
  ],
  [
    'reports inside synchronize',
    /report of group 0 inside synchronize/,
    class extends Instant {
      override synchronize(group: number, slots: readonly number[]) {
        this.answer(group, slots);
      }
    },
  ],
  [
    'reports the second of two groups first',
    /before the earlier blocking group/,
    class extends Relay {
      #held: [group: number, report: GroupReport] | undefined;
      override report(group: number, report: GroupReport) {
        const held = this.#held;
        this.#held = held ? undefined : [group, report];
        if (held) {
          this.send(group, report);
          this.send(...held);
        } else {
          this.later(() => {
            if (this.#held?.[1] === report) this.#held = undefined;
            else return;
            this.send(group, report);
          }, 15);
        }
      }
    },
  ],
  [
    'reports the results of a group in the wrong order',
    /output for/,
    class extends Relay {
      override report(group: number, { outputs, ...rest }: GroupReport) {
        const stride = strideOf(this);
        const own = new Uint8Array(outputs as ArrayBuffer);
        const mixed = new Uint8Array(own.byteLength);
        mixed.set(own.subarray(stride));
        mixed.set(own.subarray(0, stride), own.byteLength - stride);
        this.send(group, { outputs: mixed.buffer, ...rest });
      }
    },
  ],
  [
    'reports outputs in the same memory again',
    /in memory that an earlier report has given away/,
    class extends Relay {
      readonly #outputs = new ArrayBuffer(1 << 16);
      override report(group: number, { outputs, ...rest }: GroupReport) {
        new Uint8Array(this.#outputs).set(new Uint8Array(outputs as ArrayBuffer));
        this.send(group, { outputs: this.#outputs, ...rest });
      }
    },
  ],
  [
    'reports outputs at a wrong offset',
    /offset 4, which is not a multiple of 64/,
    class extends Relay {
      override report(group: number, { outputs, ...rest }: GroupReport) {
        const own = new Uint8Array(outputs as ArrayBuffer);
        const moved = new Uint8Array(own.byteLength + 64);
        moved.set(own, 4);
        this.send(group, { ...rest, outputs: moved.buffer, offset: 4 });
      }
    },
  ],
  ...(
    [
      ['that are NaN', /which are not all finite/, () => Number.NaN],
      ['before the submission', /of an execution that was submitted at/, () => 0],
      ['in descending order', /which are not in ascending order/, (moment: number, n: number) => moment - n],
    ] as const
  ).map(
    ([what, message, wrong]): Mutant => [
      `reports moments ${what}`,
      message,
      class extends Relay {
        override report(group: number, { moments = [], ...rest }: GroupReport) {
          this.send(group, { ...rest, moments: Array.from(moments, wrong) });
        }
      },
    ],
  ),
  [
    'reports too few moments',
    /1 moments for/,
    class extends Relay {
      override report(group: number, report: GroupReport) {
        this.send(group, { ...report, moments: [this.scheduler.now()] });
      }
    },
  ],
  [
    'does not report every tenth group',
    /before the earlier blocking group/,
    class extends Relay {
      #reports = 0;
      override report(group: number, report: GroupReport) {
        this.#reports += 1;
        if (this.#reports % 10 > 0) this.send(group, report);
      }
    },
  ],
];
