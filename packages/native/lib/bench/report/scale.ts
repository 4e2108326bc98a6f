// Where values lie on an axis.

export interface Scale {
  /** From a value to a position in the plot. */
  at(value: number): number;
  /** Values to write on the axis. */
  readonly ticks: readonly number[];
}

/** From 0 to the first round number that is not below `max`. */
export function linearScale(max: number, from: number, to: number): Scale {
  const step = roundStep(max > 0 ? max / 4 : 0.25);
  const top = step * Math.max(1, Math.ceil(max / step - 1e-9));
  const ticks = Array.from({ length: Math.round(top / step) + 1 }, (_, i) => i * step);
  return { at: (value) => from + ((to - from) * value) / top, ticks };
}

/** The same distance between these values, whatever they are. */
export function evenScale(values: readonly number[], from: number, to: number): Scale {
  const last = Math.max(1, values.length - 1);
  return { at: (value) => from + ((to - from) * values.indexOf(value)) / last, ticks: values };
}

// 1, 2 or 5 times a power of ten, at least `least`.
function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  return (([1, 2, 5].find((factor) => factor * power >= least * (1 - 1e-9)) as number) ?? 10) * power;
}
