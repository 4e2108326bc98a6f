/** The figures of a run. */
export interface Totals {
  readonly inferences: number;
  readonly callbacks: number;
  readonly seconds: number;
  /** Files that could not be read. */
  readonly broken: number;
  readonly interrupted: boolean;
}

/** The last line of the output. */
export function summary({ inferences, callbacks, seconds, broken, interrupted }: Totals): string {
  const count = (n: number, thing: string) => `${n} ${thing}${n === 1 ? '' : 's'}`;
  const rate = seconds > 0 ? (inferences / seconds).toFixed(1) : '0.0';
  const parts = [count(inferences, 'inference'), count(callbacks, 'callback'), `${rate} per second`];
  if (broken > 0) parts.push(`${count(broken, 'picture')} unreadable`);
  return `\n${interrupted ? 'interrupted: ' : ''}${parts.join(', ')}\n`;
}
