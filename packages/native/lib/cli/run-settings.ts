import { CliError } from './cli-error.js';
import type { OptionSpec } from './command.js';
import { integerOption } from './integer-option.js';
import type { OptionValues } from './parse-options.js';

/** What `ascend-rx run` was asked to do. */
export interface RunSettings {
  executeTimes: number;
  callbackInterval: number;
  maxInFlight: number;
  seed: number;
  inputs: readonly string[];
  output: string | undefined;
  json: boolean;
}

/** Options of `ascend-rx run`. */
export const runOptions: Readonly<Record<string, OptionSpec>> = {
  input: {
    value: 'NAME=FILE.bin',
    multiple: true,
    help: 'raw little-endian values of one sample; several files for one input are taken in turn',
  },
  'execute-times': { value: 'N', help: 'how many inferences (default 100)' },
  'callback-interval': { value: 'N', help: 'inferences per callback; 0: no callbacks (default 1)' },
  'max-in-flight': { value: 'N', help: 'inferences on the device at once (default 100)' },
  output: { value: 'DIR', help: 'write DIR/000000.NAME.bin for every inference and output' },
  seed: { value: 'N', help: 'of the random values that inputs without a file get (default 1)' },
  json: {
    help: 'print one JSON object: device, model, inferences, callbacks, seconds, inferencesPerSecond, ledger',
  },
};

/** @throws CliError if a value is not what its option takes */
export function runSettings(options: OptionValues): RunSettings {
  const unbounded = Number.MAX_SAFE_INTEGER;
  const settings = {
    executeTimes: integerOption(options, 'execute-times', { min: 1, max: unbounded, default: 100 }),
    callbackInterval: integerOption(options, 'callback-interval', { min: 0, max: unbounded, default: 1 }),
    maxInFlight: integerOption(options, 'max-in-flight', { min: 1, max: 65536, default: 100 }),
    seed: integerOption(options, 'seed', { min: 0, max: unbounded, default: 1 }),
    inputs: options.get('input') ?? [],
    output: options.get('output')?.[0],
    json: options.has('json'),
  };
  const { callbackInterval, maxInFlight } = settings;
  if (callbackInterval > maxInFlight) {
    throw new CliError(
      `expected --callback-interval ≤ --max-in-flight (${maxInFlight}) but received ${callbackInterval}`,
    );
  }
  return settings;
}
