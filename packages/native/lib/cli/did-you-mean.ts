import { nearest } from '@ascend-rx/core';

/** The end of a sentence about an unknown name: the nearest known one, else all there are. */
export function didYouMean(word: string, known: readonly string[]): string {
  const name = nearest(word, known);
  return name ? `; did you mean ${name}?` : `; there are ${known.join(', ')}`;
}
