// The program `ascend-rx`: finds the command, runs it, and turns what the user got wrong into one line.
import { readFileSync } from 'node:fs';
import { AclError, AscendRxError } from '@ascend-rx/core';
import { CliError } from './cli-error.js';
import type { Command } from './command.js';
import { didYouMean } from './did-you-mean.js';
import { commandHelp, programHelp } from './help.js';
import { inspectCommand } from './inspect-command.js';
import { parseOptions } from './parse-options.js';
import { pathsCommand } from './paths-command.js';
import { runCommand } from './run-command.js';

const commands = [pathsCommand, inspectCommand, runCommand];

process.exitCode = await main(process.argv.slice(2));

async function main([first, ...rest]: readonly string[]): Promise<number> {
  try {
    if (first === undefined) throw new CliError('no command was given; try ascend-rx --help');
    if (first === '--help') return print(programHelp(commands));
    if (first === '--version') return print(version());
    return await runNamed(first, rest);
  } catch (error) {
    if (!isForUsers(error)) throw error;
    process.stderr.write(`ascend-rx: ${error.message.replace(/\s*\n\s*/g, ' ')}\n`);
    return 1;
  }
}

function runNamed(name: string, args: readonly string[]): number | Promise<number> {
  if (name.startsWith('-'))
    throw new CliError(`unknown option ${name}${didYouMean(name, ['--help', '--version'])}`);
  const names = commands.map((each) => each.name);
  const command = commands.find((each) => each.name === name);
  if (!command) throw new CliError(`unknown command ${name}${didYouMean(name, names)}`);
  const { positionals, options } = parseOptions(args, { ...command.options, help: { help: '' } });
  if (options.has('help')) return print(commandHelp(command));
  assertCount(command, positionals);
  return command.run(positionals, options);
}

function assertCount({ name, positionals: expected }: Command, given: readonly string[]): void {
  const missing = expected[given.length];
  if (missing !== undefined)
    throw new CliError(`${name} needs an argument: ascend-rx ${name} ${expected.join(' ')}`);
  const extra = given[expected.length];
  if (extra !== undefined)
    throw new CliError(`unexpected argument ${extra} after ${name} ${expected.join(' ')}`.trim());
}

/** Anything else is a fault of this program, and its stack trace is of use. */
function isForUsers(error: unknown): error is Error {
  return error instanceof CliError || error instanceof AscendRxError || error instanceof AclError;
}

function version(): string {
  const file = new URL('../../package.json', import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}

function print(text: string): number {
  console.log(text);
  return 0;
}
