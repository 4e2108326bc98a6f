import type { OptionValues } from './parse-options.js';

/** One option of a command, as `--name VALUE` or, without `value`, as `--name`. */
export interface OptionSpec {
  /** What stands for the value in the help text; absent: the option takes none. */
  readonly value?: string;
  /** True if it may be given several times. */
  readonly multiple?: boolean;
  /** One line of help. */
  readonly help: string;
}

/** One command of the program. */
export interface Command {
  readonly name: string;
  /** One line of help. */
  readonly summary: string;
  /** Names of its positional arguments, all required. */
  readonly positionals: readonly string[];
  readonly options: Readonly<Record<string, OptionSpec>>;
  /** More of the help text: what a user of this command needs to know. */
  readonly notes?: string;

  /** @return the exit code */
  run(positionals: readonly string[], options: OptionValues): Promise<number>;
}
