import { didYouMean, helpOption, parseOptions, UsageError } from '../options/index.js';
import type { Command } from './command.js';
import { commandHelp, programHelp, programOptions } from './help.js';

/**
 * Finds the command that a command line names, and runs it.
 *
 * @param args the command line behind the program's name
 * @param commands the commands that the program has
 * @param version of the program
 * @return the exit code
 * @throws UsageError for a command line that the program does not know
 */
export function runCommandLine(
  args: readonly string[],
  commands: readonly Command[],
  version: string,
): number | Promise<number> {
  const [name = '-', ...rest] = args;
  if (name.startsWith('-')) {
    const { options } = parseOptions([name], programOptions);
    if (options.has('help')) return print(programHelp(commands));
    if (options.has('version')) return print(version);
    throw new UsageError('no command was given; try ascend-rx --help');
  }
  const names = commands.map((each) => each.name);
  const command = commands.find((each) => each.name === name);
  if (!command) throw new UsageError(`unknown command ${name}${didYouMean(name, names)}`);
  const { positionals, options } = parseOptions(rest, { ...command.options, help: helpOption });
  if (options.has('help')) return print(commandHelp(command));
  assertCount(command, positionals);
  return command.run(positionals, options);
}

function assertCount({ name, positionals: expected }: Command, given: readonly string[]): void {
  if (given.length < expected.length) {
    throw new UsageError(`${name} needs an argument: ascend-rx ${name} ${expected.join(' ')}`);
  }
  const extra = given[expected.length];
  if (extra !== undefined) {
    throw new UsageError(`unexpected argument ${extra} after ${[name, ...expected].join(' ')}`);
  }
}

function print(text: string): number {
  console.log(text);
  return 0;
}
