import { nearestName } from './nearest-name.js';

/** The end of a sentence about an unknown name: the nearest known name, else all known names. */
export function didYouMean(word: string, known: readonly string[]): string {
  const name = nearestName(word, known);
  return name === undefined ? `; there are ${known.join(', ')}` : `; did you mean ${name}?`;
}
