import { helpOption, optionsHelp } from '../options/index.js';
import { table } from '../terminal/index.js';
import type { Command } from './command.js';

/** The options that stand in the place of a command. */
export const programOptions = {
  help: { ...helpOption, help: 'print this text, or that of a command' },
  version: { help: 'print the version' },
};

/** The help text of the whole program. */
export function programHelp(commands: readonly Command[]): string {
  const rows = commands.map(({ name, positionals, summary }) => [
    `  ${[name, ...positionals].join(' ')}`,
    summary,
  ]);
  rows.push(['  help [COMMAND]', 'print this text, or that of a command']);
  return ['Usage: ascend-rx COMMAND [OPTION]…', table(rows), optionsHelp(programOptions)].join('\n\n');
}

/** The help text of one command. */
export function commandHelp({ name, positionals, summary, options, notes }: Command): string {
  return [
    `Usage: ascend-rx ${[name, ...positionals].join(' ')} [OPTION]…`,
    `${summary[0]?.toUpperCase()}${summary.slice(1)}.`,
    optionsHelp({ ...options, help: helpOption }),
    ...(notes ? [notes] : []),
  ].join('\n\n');
}
