import { type Arguments, didYouMean, helpOption, parseOptions, UsageError } from '../options/index.js';
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
  if (name === 'help' || name === '--help' || name === '-h') return print(helpOn(rest, commands));
  if (name.startsWith('-')) {
    const { options, positionals } = parseOptions(args, programOptions);
    if (options.size === 0) throw new UsageError('no command was given; try ascend-rx --help');
    assertAlone('version', { options, positionals });
    return print(version);
  }
  const command = commandNamed(name, commands);
  const given = parseOptions(rest, { ...command.options, help: helpOption });
  if (given.options.has('help')) {
    assertAlone('help', given);
    return print(commandHelp(command));
  }
  assertCount(command, given.positionals);
  return command.run(given.positionals, given.options);
}

/** The text that `ascend-rx help …` prints: of the command that is named, or of the program. */
function helpOn(args: readonly string[], commands: readonly Command[]): string {
  const { options, positionals } = parseOptions(args, programOptions);
  const [name, ...others] = positionals;
  assertAlone('help', { options, positionals: others });
  return name === undefined ? programHelp(commands) : commandHelp(commandNamed(name, commands));
}

function commandNamed(name: string, commands: readonly Command[]): Command {
  const command = commands.find((each) => each.name === name);
  if (command) return command;
  const names = [...commands.map((each) => each.name), 'help'];
  throw new UsageError(`unknown command ${name}${didYouMean(name, names)}`);
}

/** What would be ignored beside a question for information is refused. */
function assertAlone(asked: string, { options, positionals }: Arguments): void {
  const option = [...options.keys()].find((each) => each !== asked);
  const extra = positionals[0] ?? (option === undefined ? undefined : `--${option}`);
  if (extra !== undefined) throw new UsageError(`unexpected argument ${extra} beside --${asked}`);
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
