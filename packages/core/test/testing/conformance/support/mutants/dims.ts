// Dynamic sessions that report wrong dims, or outputs that do not have them.
import type { ExecuteOptions, GroupReport } from '../../../../../src/device-index.js';
import { type Mutant, Relay } from './relay.js';

/** Changes the reports of dynamic sessions. */
abstract class DimsRelay extends Relay {
  override report(group: number, report: GroupReport) {
    this.send(group, report.dims ? this.changed(report) : report);
  }

  abstract changed(report: GroupReport): GroupReport;
}

export const wrongDims: readonly Mutant[] = [
  [
    'reports the dims of the first execution for all of a group',
    /dims of the output|which has \[|outputs of \d+ bytes instead of/,
    class extends DimsRelay {
      changed(report: GroupReport) {
        return { ...report, dims: report.dims?.map(() => report.dims?.[0] ?? []) };
      }
    },
  ],
  [
    'reports no dims',
    /a report of a dynamic session without the dims of an execution/,
    class extends DimsRelay {
      changed({ dims: _, ...report }: GroupReport) {
        return report;
      }
    },
  ],
  [
    'reports dims of another rank',
    /dims \[3\] of the output y, which has \[rows, columns\]/,
    class extends DimsRelay {
      changed(report: GroupReport) {
        return { ...report, dims: report.dims?.map((lists) => lists.map((dims) => dims.slice(1))) };
      }
    },
  ],
  [
    'reports the dims of too few outputs',
    /dims of 0 outputs for 1 outputs/,
    class extends DimsRelay {
      changed(report: GroupReport) {
        return { ...report, dims: report.dims?.map(() => []) };
      }
    },
  ],
  [
    'reports buffers that are too small for their dims',
    /outputs of 0 bytes instead of 64/,
    class extends DimsRelay {
      changed(report: GroupReport) {
        const outputs = report.outputs as readonly ArrayBuffer[];
        return { ...report, outputs: outputs.map(() => new ArrayBuffer(0)) };
      }
    },
  ],
  [
    'reports one buffer for executions of several sizes',
    /of a dynamic session with one buffer for all executions/,
    class extends DimsRelay {
      changed(report: GroupReport) {
        return { ...report, outputs: new ArrayBuffer(1 << 20) };
      }
    },
  ],
  [
    'executes a batch as its first sample',
    /carry the batch|dims of the output|which has \[/,
    class extends Relay {
      override execute(slot: number, inputs: readonly ArrayBufferView[], options?: ExecuteOptions) {
        const { batchSize = 1, dims } = options ?? {};
        if (!dims || batchSize === 1) {
          super.execute(slot, inputs, options);
          return;
        }
        const ofFirst = dims.map(([first = 0, ...rest]) => [first / batchSize, ...rest]);
        super.execute(slot, inputs.slice(0, dims.length), { dims: ofFirst });
      }
    },
  ],
  [
    'says that it is dynamic where its sizes are known',
    /no layout, though all sizes are known/,
    class extends Relay {
      override readonly outputs = this.session.outputs.map((info) => ({ ...info, dims: [1], bytes: 4 }));
      override readonly inputs = this.session.inputs.map((info) => ({ ...info, dims: [1], bytes: 4 }));
    },
  ],
  [
    'has a layout where sizes are not known',
    /a layout, though sizes are not known/,
    class extends Relay {
      override readonly layout = { offsets: [0], stride: 64 };
    },
  ],
  [
    'has gears that its inputs do not take',
    /the gear \[\[1\]\], which the inputs do not take/,
    class extends Relay {
      override readonly gears = [[[1]]];
    },
  ],
  [
    'has bytes for a size that is not known',
    /4 bytes of the tensor x \[rows, columns\]/,
    class extends Relay {
      override readonly inputs = this.session.inputs.map((info) => ({ ...info, bytes: 4 }));
    },
  ],
];
