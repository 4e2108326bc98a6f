// What the plots show of the figures that the server sends once a second.
import type { Stats } from '../src/protocol.js';
import { formatCount, formatNumber } from './format.js';

/** One plot. A line has a row, for example `compute`, and a column, for example `p99`. */
export interface PlotDefinition {
  readonly id: string;
  readonly title: string;
  /** Of the values; '' for things that are counted. */
  readonly unit: string;
  /** A single one has no heading. The second is drawn with dashes. */
  readonly columns: readonly string[];
  /** Columns that have numbers, and no line. */
  readonly undrawn: readonly string[];
  /** Rows that come first, in this order. Others follow as they appear. */
  readonly order: readonly string[];
  /** Shown while there is no row. */
  readonly empty: string;
  /** Rows that are not drawn until they are asked for. */
  readonly hidden: readonly string[];
  readonly whole: boolean;
  readonly format: (value: number | null | undefined) => string;
  /** @param before the figures of the second before, if there are any */
  read(stats: Stats, before: Stats | undefined): Iterable<PlotValue>;
}

export interface PlotValue {
  readonly row: string;
  readonly column: string;
  readonly value: number;
}

const percentileColumns = ['p50', 'p99'] as const;

export const plotDefinitions: readonly PlotDefinition[] = [
  {
    ...counting('inferences', 'Inferences per second', ['inferences']),
    format: formatNumber,
    read: ({ inferencesPerSecond }) => [{ row: 'inferences', column: '', value: inferencesPerSecond }],
  },
  {
    ...counting('load', 'In flight and queued', ['in flight', 'queued']),
    read: ({ inFlight, queued }) => [
      { row: 'in flight', column: '', value: inFlight },
      { row: 'queued', column: '', value: queued },
    ],
  },
  {
    ...milliseconds('event-loop', 'Event-loop delay', ['event loop']),
    read: ({ eventLoopDelay }) => percentileValues('event loop', eventLoopDelay),
  },
  {
    ...counting('drops', 'Drops', []),
    columns: ['per second', 'in all'],
    undrawn: ['in all'],
    empty: 'Nothing was dropped',
    format: formatNumber,
    read: (stats, before) =>
      happened(stats.dropped).flatMap(([row, total]) => [
        {
          row,
          column: 'per second',
          value: perSecond(total, stats.time, before?.dropped[row], before?.time),
        },
        { row, column: 'in all', value: total },
      ]),
  },
  {
    ...milliseconds('latency', 'Latency', ['total', 'compute', 'queue', 'prepare']),
    hidden: ['copyIn', 'copyOut', 'callbackWait'],
    read: ({ latency }) => Object.entries(latency).flatMap(([row, values]) => percentileValues(row, values)),
  },
];

function counting(id: string, title: string, order: readonly string[]) {
  return {
    id,
    title,
    unit: '',
    columns: [''],
    undrawn: [],
    empty: 'No values yet',
    order,
    hidden: [],
    whole: true,
    format: formatCount,
  };
}

function milliseconds(id: string, title: string, order: readonly string[]) {
  return {
    id,
    title,
    unit: 'ms',
    columns: percentileColumns,
    undrawn: [],
    empty: 'No values yet',
    order,
    hidden: [],
    whole: false,
    format: formatNumber,
  };
}

function percentileValues(row: string, values: { readonly p50: number; readonly p99: number }): PlotValue[] {
  return percentileColumns.map((column) => ({ row, column, value: values[column] }));
}

/** Causes without any drop would only take room. */
function happened(dropped: Stats['dropped']): [cause: string, total: number][] {
  return Object.entries(dropped).filter(([, total]) => total > 0);
}

/** How fast a count grows. A count that was not there, or that was greater, began at 0 since. */
function perSecond(total: number, time: number, before = 0, timeBefore = time): number {
  if (time <= timeBefore) return 0;
  return ((total >= before ? total - before : total) * 1000) / (time - timeBefore);
}
