import { type Counts, dropCauses, droppedOf } from './counts.js';
import type { Second, Summary, Times } from './second.js';

const titles = ['s', 'in/s', 'inferred', 'p50 ms', 'p99 ms', 'age ms'] as const;
const gap = '  ';

/** Lines of the table: numbers, then what the last frame shows, then what was dropped. 80 columns hold two causes. */
export class Lines {
  readonly #label: number;

  /** @param labels all that may be shown */
  constructor(labels: readonly string[]) {
    this.#label = Math.min(24, Math.max(8, ...labels.map(({ length }) => length)));
  }

  /** Two lines. */
  head(): string {
    const line = [
      ...titles.map((title, i) => title.padStart(width(i))),
      'shows'.padEnd(this.#label + 6),
      'dropped',
    ];
    const text = line.join(gap);
    return `${text}\n${'─'.repeat(Math.max(78, text.length))}\n`;
  }

  second({ second, length, latency, age, frame, ...counts }: Second): string {
    const numbers = [
      String(second),
      (counts.in / length).toFixed(1),
      String(counts.inferred),
      ms(latency?.p50),
      ms(latency?.p99),
      ms(age?.p99),
    ].map((text, i) => text.padStart(width(i)));
    const label = frame === undefined ? '' : cut(frame.label, this.#label);
    const shows =
      frame === undefined ? '' : `${label} ${`${Math.round(100 * frame.probability)} %`.padStart(5)}`;
    return `${[...numbers, shows.padEnd(this.#label + 6), causes(counts)].join(gap).trimEnd()}\n`;
  }

  summary({ seconds, cancelled, latency, age, right, losses, interrupted, ...counts }: Summary): string {
    const dropped = droppedOf(counts);
    const parts = [
      `${counts.inferred} inferred`,
      `${dropped} dropped${dropped > 0 ? ` (${causes(counts)})` : ''}`,
    ];
    if (cancelled > 0) parts.push(`${cancelled} cancelled`);
    const lines = [
      `${interrupted ? 'interrupted: ' : ''}${counts.in} ${counts.in === 1 ? 'frame' : 'frames'} in ${seconds.toFixed(1)} s: ${parts.join(', ')}`,
    ];
    if (latency !== undefined)
      lines.push(`latency ${times(latency)}${age === undefined ? '' : `; age ${times(age)}`}`);
    if (right !== undefined && counts.inferred > 0)
      lines.push(
        `right labels ${right} of ${counts.inferred} (${((100 * right) / counts.inferred).toFixed(1)} %)`,
      );
    if (losses > 0) lines.push(`the camera was lost ${losses === 1 ? 'once' : `${losses} times`}`);
    return `\n${lines.join('\n')}\n`;
  }
}

const width = (column: number) => Math.max((titles[column] ?? '').length, column === 0 ? 4 : 5);

const ms = (time: number | undefined) => (time === undefined ? '–' : time.toFixed(1));

const times = ({ p50, p99 }: Times) => `p50 ${ms(p50)} ms, p99 ${ms(p99)} ms`;

const causes = ({ dropped }: Counts) =>
  dropCauses
    .filter((cause) => dropped[cause] > 0)
    .map((cause) => `${dropped[cause]} ${cause}`)
    .join(', ');

const cut = (label: string, columns: number) =>
  label.length > columns ? `${label.slice(0, columns - 1)}…` : label.padEnd(columns);
