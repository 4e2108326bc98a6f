// Marble diagrams as a TestScheduler in run mode reads them.

/** Something in a frame: a letter, `|` or `#`. */
export interface Marble {
  readonly frame: number;
  readonly sign: string;
}

const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** The `n`-th letter, from 0. Undefined: there are no more. */
export function letter(n: number): string | undefined {
  return letters[n];
}

/**
 * The diagram of marbles.
 *
 * @param marbles in frames that do not go back
 * @return undefined if no diagram can have these frames: marbles in one frame need parentheses, which take frames too
 */
export function marbleString(marbles: readonly Marble[]): string | undefined {
  let text = '';
  let at = 0;
  for (let n = 0; n < marbles.length; ) {
    const { frame } = marbles[n] as Marble;
    if (frame < at) return undefined;
    text += pause(frame - at);
    let signs = '';
    for (; marbles[n]?.frame === frame; n += 1) signs += (marbles[n] as Marble).sign;
    text += signs.length === 1 ? signs : `(${signs})`;
    at = frame + (signs.length === 1 ? 1 : signs.length + 2);
  }
  return text.trim();
}

/** The diagram of a subscription in frame 0 that ends in a frame. */
export function subscriptionString(end: number): string {
  return end === 0 ? '(^!)' : `^${pause(end - 1)}!`;
}

function pause(frames: number): string {
  return frames < 5 ? '-'.repeat(frames) : ` ${frames}ms `;
}
