import type { WatchedFrame } from './watch-frames.js';

export interface ReportOptions {
  readonly print: (text: string) => void;
  /** True: JSON. */
  readonly json: boolean;
}

/** What runs. */
export interface Title {
  readonly detector: string;
  readonly classifier: string;
  readonly device: string;
  readonly source: string;
}

/** How many objects have crossed the line, by name. */
export type Counts = Readonly<Record<'left' | 'right', Readonly<Record<string, number>>>>;

/** What `--json` writes for a frame. */
export function frameLine({ source, objects, crossings }: WatchedFrame): object {
  return {
    type: 'frame',
    pts: source.pts,
    objects: objects.map(({ id, name, label, score, box, velocity }) => ({
      ...{ id, name, label, score, box, velocity },
    })),
    crossings: crossings.map(({ id, name, to }) => ({ id, name, to })),
  };
}

/**
 * Prints what was seen: a line for each object that crosses the line, and a summary. With `json` first and last line are JSON, too, and
 * what is between them is written by `jsonLines`.
 */
export class Report {
  readonly counts: Counts = { left: {}, right: {} };
  readonly #options: ReportOptions;
  readonly #ids = new Set<number>();
  readonly #dropped: Record<string, number> = {};
  #frames = 0;
  #milliseconds = 0;
  #begun = performance.now();

  constructor(options: ReportOptions) {
    this.#options = options;
  }

  begin(title: Title): void {
    const { detector, classifier, device, source } = title;
    this.#begun = performance.now();
    if (this.#options.json) this.#line('begin', title);
    else this.#options.print(`${detector}, then ${classifier}, on ${device}\n${source}\n\n`);
  }

  dropped(cause: string): void {
    this.#dropped[cause] = (this.#dropped[cause] ?? 0) + 1;
  }

  frame({ source, objects, crossings, milliseconds }: WatchedFrame): void {
    this.#frames += 1;
    this.#milliseconds += milliseconds;
    for (const { id } of objects) this.#ids.add(id);
    for (const { to, name } of crossings) {
      const counts = this.counts[to] as Record<string, number>;
      counts[name] = (counts[name] ?? 0) + 1;
    }
    if (this.#options.json) return;
    for (const { id, name, to } of crossings) {
      const label = objects.find((each) => each.id === id)?.label;
      const time = source.pts.toFixed(2).padStart(7);
      this.#options.print(
        `${time} s  object ${id}, ${name}${label === undefined ? '' : ` (looks like ${label})`}, went ${to}\n`,
      );
    }
  }

  /** @param expected what is known of the input */
  end(expected: Counts | undefined): void {
    const seconds = (performance.now() - this.#begun) / 1000;
    const summary = {
      frames: this.#frames,
      dropped: this.#dropped,
      framesPerSecond: rounded(this.#frames / seconds, 1),
      milliseconds: rounded(this.#milliseconds / this.#frames, 1),
      objects: this.#ids.size,
      counts: this.counts,
      ...(expected !== undefined && { expected, right: isSame(this.counts, expected) }),
    };
    if (this.#options.json) {
      this.#line('summary', summary);
      return;
    }
    const dropped = Object.entries(this.#dropped).map(([cause, count]) => `, ${count} dropped (${cause})`);
    const lines = [
      '',
      `${this.#frames} frames${dropped.join('')} in ${seconds.toFixed(1)} s: ${summary.framesPerSecond} per second; detector ${summary.milliseconds} ms (mean)`,
      `${this.#ids.size} objects`,
      `went left:  ${countsText(this.counts.left)}`,
      `went right: ${countsText(this.counts.right)}`,
      ...(expected === undefined
        ? []
        : [
            summary.right
              ? 'as the scene has it'
              : `but the scene has left: ${countsText(expected.left)}; right: ${countsText(expected.right)}`,
          ]),
    ];
    this.#options.print(`${lines.join('\n')}\n`);
  }

  #line(type: string, fields: object): void {
    this.#options.print(`${JSON.stringify({ type, ...fields })}\n`);
  }
}

function countsText(counts: Readonly<Record<string, number>>): string {
  const parts = Object.entries(counts).sort(([a], [b]) => (a < b ? -1 : 1));
  const sum = parts.reduce((all, [, count]) => all + count, 0);
  return `${sum}${parts.length === 0 ? '' : ` (${parts.map(([name, count]) => `${count} ${name}`).join(', ')})`}`;
}

function isSame(a: Counts, b: Counts): boolean {
  return countsText(a.left) === countsText(b.left) && countsText(a.right) === countsText(b.right);
}

/** JSON has no NaN. */
function rounded(value: number, digits: number): number | null {
  return Number.isFinite(value) ? Number(value.toFixed(digits)) : null;
}
