// Axes: from values to positions.

/** An axis of a plot. */
export interface Scale {
  /** The position of a value, in the plot's units. */
  at(value: number): number;
  /** Values that are labelled. */
  readonly ticks: readonly number[];
}

/** A linear axis from 0 to the first round number that is not below `max`. */
export function linearScale(max: number, from: number, to: number): Scale {
  const step = roundStep(max > 0 ? max / 4 : 0.25);
  const top = step * Math.max(1, Math.ceil(max / step - 1e-9));
  const ticks = Array.from({ length: Math.round(top / step) + 1 }, (_, i) => i * step);
  return { at: (value) => from + ((to - from) * value) / top, ticks };
}

/** An axis with the same distance between neighbours of the list `values`. */
export function evenScale(values: readonly number[], from: number, to: number): Scale {
  const last = Math.max(1, values.length - 1);
  return { at: (value) => from + ((to - from) * values.indexOf(value)) / last, ticks: values };
}

// The smallest of 1, 2 and 5 times a power of ten that is not below `least`.
function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  return (([1, 2, 5].find((factor) => factor * power >= least * (1 - 1e-9)) as number) ?? 10) * power;
}
