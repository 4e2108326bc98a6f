// The entry `ascend-rx/options`: options of the command line, for the command, the benchmark and the examples.

// Options

export { choiceOption, choicesOption } from './choice-option.js';
export type { IntegerRange } from './integer-option.js';
export { integerOption } from './integer-option.js';
export type { OptionSpec, OptionSpecs } from './option-spec.js';
export { helpOption } from './option-spec.js';
export { optionsHelp } from './options-help.js';
export type { Arguments, OptionValues } from './parse-options.js';
export { parseOptions } from './parse-options.js';

// What the user got wrong

export { didYouMean } from './did-you-mean.js';
export { isForUsers } from './is-for-users.js';
export { runProgram } from './run-program.js';
export { UsageError } from './usage-error.js';
export { withoutCredentials } from './without-credentials.js';
