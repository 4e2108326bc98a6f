// Sessions that report something wrong, or at the wrong time.
import { Instant, type Mutant, Relay, type Report } from './relay.js';

export const wrongReports: readonly Mutant[] = [
  [
    'reports every group twice',
    /which was not closed or has been reported already/,
    class extends Relay {
      override report(...report: Report) {
        this.send(...report);
        this.send(...report);
      }
    },
  ],
  [
    'reports every group again later',
    /which was not closed or has been reported already/,
    class extends Relay {
      override report(...report: Report) {
        this.send(...report);
        this.later(() => this.send(...report));
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
      #held: Report | undefined;
      override report(...report: Report) {
        const held = this.#held;
        this.#held = held ? undefined : report;
        if (held) for (const each of [report, held]) this.send(...each);
        else {
          this.later(() => {
            if (this.#held === report) this.#held = undefined;
            else return;
            this.send(...report);
          }, 15);
        }
      }
    },
  ],
  [
    'reports the results of a group in the wrong order',
    /output for/,
    class extends Relay {
      override report(...[group, outputs, ...rest]: Report) {
        const { stride } = this.layout;
        const own = new Uint8Array(outputs as ArrayBuffer);
        const mixed = new Uint8Array(own.byteLength);
        mixed.set(own.subarray(stride));
        mixed.set(own.subarray(0, stride), own.byteLength - stride);
        this.send(group, mixed.buffer, ...rest);
      }
    },
  ],
  [
    'reports outputs in the same memory again',
    /in memory that an earlier report has given away/,
    class extends Relay {
      readonly #outputs = new ArrayBuffer(1 << 16);
      override report(...[group, outputs, ...rest]: Report) {
        new Uint8Array(this.#outputs).set(new Uint8Array(outputs as ArrayBuffer));
        this.send(group, this.#outputs, ...rest);
      }
    },
  ],
  [
    'reports outputs at a wrong offset',
    /offset 4, which is not a multiple of 64/,
    class extends Relay {
      override report(...[group, outputs, failures, moments]: Report) {
        const own = new Uint8Array(outputs as ArrayBuffer);
        const moved = new Uint8Array(own.byteLength + 64);
        moved.set(own, 4);
        this.send(group, moved.buffer, failures, moments, 4);
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
        override report(...[group, outputs, failures, moments = []]: Report) {
          this.send(group, outputs, failures, Array.from(moments, wrong));
        }
      },
    ],
  ),
  [
    'reports too few moments',
    /1 moments for/,
    class extends Relay {
      override report(...[group, outputs, failures]: Report) {
        this.send(group, outputs, failures, [this.scheduler.now()]);
      }
    },
  ],
  [
    'does not report every tenth group',
    /before the earlier blocking group/,
    class extends Relay {
      #reports = 0;
      override report(...report: Report) {
        this.#reports += 1;
        if (this.#reports % 10 > 0) this.send(...report);
      }
    },
  ],
];
