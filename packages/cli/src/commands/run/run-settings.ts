import { integerOption, type OptionSpecs, type OptionValues, UsageError } from '../../options/index.js';

/** What `ascend-rx run` was asked to do. */
export interface RunSettings {
  readonly executeTimes: number;
  readonly callbackInterval: number;
  readonly maxInFlight: number;
  readonly seed: number;
  readonly inputs: readonly string[];
  readonly dims: readonly string[];
  readonly output: string | undefined;
  readonly json: boolean;
}

/** Options of `ascend-rx run`. */
export const runOptions: OptionSpecs = {
  input: {
    value: 'NAME=FILE.bin',
    multiple: true,
    help: 'raw little-endian values of one sample; several files for one input are taken in turn',
  },
  dims: {
    value: 'NAME=1x3x224x224',
    multiple: true,
    help: 'dims of an input that the model leaves open (default: those of the first gear)',
  },
  'execute-times': { value: 'N', help: 'how many inferences (default 100)' },
  'callback-interval': { value: 'N', help: 'inferences per callback; 0: no callbacks (default 1)' },
  'max-in-flight': { value: 'N', help: 'inferences on the device at once (default 100)' },
  output: { value: 'DIR', help: 'write DIR/000000.NAME.bin for every inference and output' },
  seed: { value: 'N', help: 'seed of the random values for inputs without a file (default 1)' },
  json: {
    help: 'print one JSON object: device, model, inferences, callbacks, seconds, inferencesPerSecond, ledger',
  },
};

/** @throws UsageError if a value is not what its option takes */
export function runSettings(options: OptionValues): RunSettings {
  const callbackInterval = integerOption(options, 'callback-interval', { min: 0, default: 1 });
  const maxInFlight = integerOption(options, 'max-in-flight', { min: 1, max: 65536, default: 100 });
  const settings = {
    executeTimes: integerOption(options, 'execute-times', { min: 1, default: 100 }),
    callbackInterval,
    maxInFlight,
    seed: integerOption(options, 'seed', { min: 0, default: 1 }),
    inputs: options.get('input') ?? [],
    dims: options.get('dims') ?? [],
    output: options.get('output')?.[0],
    json: options.has('json'),
  };
  if (callbackInterval > maxInFlight) {
    throw new UsageError(
      `expected --callback-interval ≤ --max-in-flight (${maxInFlight}) but received ${callbackInterval}`,
    );
  }
  return settings;
}
