import type { OptionSpecs, OptionValues } from '../options/index.js';

/** One command of the program. */
export interface Command {
  readonly name: string;
  /** What the command does, as one line of help. */
  readonly summary: string;
  /** Names of its positional arguments; all of them are required. */
  readonly positionals: readonly string[];
  readonly options: OptionSpecs;
  /** The end of the help text: what the options do not say. */
  readonly notes?: string;

  /** @return the exit code */
  run(positionals: readonly string[], options: OptionValues): number | Promise<number>;
}
