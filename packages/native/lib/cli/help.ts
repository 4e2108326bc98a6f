import type { Command } from './command.js';
import { table } from './table.js';

/** The help text of the whole program. */
export function programHelp(commands: readonly Command[]): string {
  return [
    'Usage: ascend-rx COMMAND [OPTION]…',
    '',
    table(
      commands.map(({ name, positionals, summary }) => [`  ${[name, ...positionals].join(' ')}`, summary]),
    ),
    '',
    table([
      ['  --help', 'print this text, or that of a command'],
      ['  --version', 'print the version'],
    ]),
  ].join('\n');
}

/** The help text of one command. */
export function commandHelp({ name, positionals, summary, options, notes }: Command): string {
  const rows = Object.entries(options).map(([option, { value, help }]) => [
    `  --${option}${value ? ` ${value}` : ''}`,
    help,
  ]);
  return [
    `Usage: ascend-rx ${[name, ...positionals].join(' ')} [OPTION]…`,
    '',
    `${summary[0]?.toUpperCase()}${summary.slice(1)}.`,
    '',
    table([...rows, ['  --help', 'print this text']]),
    ...(notes ? ['', notes] : []),
  ].join('\n');
}
