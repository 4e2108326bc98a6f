import { nearestName } from './nearest-name.js';
import type { OptionValues } from './parse-options.js';
import { UsageError } from './usage-error.js';

/**
 * The value of an option that takes one of a few words.
 *
 * @param fallback the value of an option that was not given
 * @throws UsageError for any other word
 */
export function choiceOption<Choice extends string, Default = Choice>(
  options: OptionValues,
  name: string,
  choices: readonly Choice[],
  fallback: Default,
): Choice | Default {
  return choicesOption(options, name, choices).at(-1) ?? fallback;
}

/**
 * The values of an option that takes one of a few words and may be given several times.
 *
 * @return each word once, in the order given; none if the option was not given
 * @throws UsageError for any other word
 */
export function choicesOption<Choice extends string>(
  options: OptionValues,
  name: string,
  choices: readonly Choice[],
): Choice[] {
  const given = options.get(name) ?? [];
  const chosen = given.map((word) => {
    const choice = choices.find((each) => each === word);
    if (choice !== undefined) return choice;
    const meant = nearestName(word, choices);
    const hint = meant === undefined ? '' : `; did you mean ${meant}?`;
    throw new UsageError(`expected ${list.format(choices)} for --${name} but received ${word}${hint}`);
  });
  return [...new Set(chosen)];
}

const list = new Intl.ListFormat('en', { type: 'disjunction' });
