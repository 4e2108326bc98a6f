const eighths = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/** A bar of up to `width` columns for a share from 0 to 1, in steps of an eighth of a column. */
export function bar(share: number, width: number): string {
  const steps = share > 0 ? Math.round(Math.min(1, share) * width * 8) : 0;
  return '█'.repeat(Math.floor(steps / 8)) + eighths[steps % 8];
}
