/** One option of a program: `--name VALUE` or, without `value`, the flag `--name`. */
export interface OptionSpec {
  /** What stands for the value in the help text. Absent: the option is a flag and takes no value. */
  readonly value?: string;
  /** One letter: `h` makes `-h` the same as the option's long form. */
  readonly short?: string;
  /** True if the option may be given several times. */
  readonly multiple?: boolean;
  /** What the option does, for the help text; a line feed begins a new line there. */
  readonly help: string;
}

/** The options of a program, by name. */
export type OptionSpecs = Readonly<Record<string, OptionSpec>>;

/** The option that every program has. */
export const helpOption: OptionSpec = { short: 'h', help: 'print this text' };
