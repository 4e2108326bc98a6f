// Core has a function of its own for this (packages/core/src/util/nearest.ts), which no entry of core exports: core depends
// on rxjs alone. The command may have dependencies, so it uses a library.
import { closestMatch } from 'leven';

/**
 * The known name that is spelled most like `word`, if one is near enough to be meant. Upper and lower case are the
 * same.
 */
export function nearestName(word: string, known: readonly string[]): string | undefined {
  const lowerCase = known.map((name) => name.toLowerCase());
  const maxDistance = Math.max(2, Math.floor(word.length / 2));
  const match = closestMatch(word.toLowerCase(), lowerCase, { maxDistance });
  return match === undefined ? undefined : known[lowerCase.indexOf(match)];
}
