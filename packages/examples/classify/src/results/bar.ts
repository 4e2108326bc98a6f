const eighths = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/** A bar of up to `width` columns for a share from 0 to 1, in steps of an eighth of a column. */
export function bar(share: number, width: number): string {
  const steps = Math.round(Math.min(1, Math.max(0, share)) * width * 8);
  return '█'.repeat(Math.floor(steps / 8)) + eighths[steps % 8];
}
