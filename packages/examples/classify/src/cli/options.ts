import { fileURLToPath } from 'node:url';
import { nearest } from '@ascend-rx/core';
import {
  type OutputKind,
  type Preprocessing,
  type Preset,
  type PresetName,
  presets,
} from '../preprocess/preset.js';
import { parseArguments } from './parse-arguments.js';
import { UsageError } from './usage-error.js';

/** All the program is asked to do. */
export interface Options {
  readonly help: boolean;
  /** Files and folders; the folder of samples where none was given. */
  readonly paths: readonly string[];
  readonly model: string;
  /** Path of the labels; absent: classes go by their number. */
  readonly labels: string | undefined;
  readonly preprocessing: Preprocessing;
  readonly output: OutputKind;
  readonly callbackInterval: number;
  /** How many inferences; absent: each picture once. */
  readonly executeTimes: number | undefined;
  readonly maxInFlight: number;
  /** Labels shown per picture. */
  readonly top: number;
  /** Only the summary. */
  readonly quiet: boolean;
}

const known = {
  values: [
    ...['preset', 'model', 'labels', 'size', 'resize', 'mean', 'std', 'output'],
    ...['callback-interval', 'execute-times', 'max-in-flight', 'top'],
  ],
  flags: ['quiet', 'help'],
};

/** What a model can have at most. */
const mostSlots = 65536;

const here = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/**
 * Reads the command line. What a preset says holds unless an option says otherwise.
 *
 * @throws UsageError with the one line to show
 */
export function readOptions(args: readonly string[]): Options {
  const { values, flags, positionals } = parseArguments(args, known);
  const choose = <T extends string>(name: string, choices: readonly T[], fallback: T): T => {
    const value = values.get(name) ?? fallback;
    if ((choices as readonly string[]).includes(value)) return value as T;
    const meant = nearest(value, choices);
    throw expected(choices.join(' or '), name, `${value}${meant ? `, did you mean ${meant}?` : ''}`);
  };
  const count = <T>(name: string, least: number, fallback: T, most = Number.MAX_SAFE_INTEGER): number | T => {
    const value = values.get(name);
    if (value === undefined) return fallback;
    if (!/^\d+$/.test(value) || Number(value) < least || Number(value) > most) {
      const range = most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `from ${least} to ${most}`;
      throw expected(`a whole number ${range}`, name, value);
    }
    return Number(value);
  };

  const help = flags.has('help');
  const presetName = choose('preset', Object.keys(presets) as PresetName[], 'shapes');
  const preset: Preset = presets[presetName];
  const model = values.get('model') ?? (preset.model && here(preset.model));
  if (model === undefined && !help) {
    throw new UsageError(`the preset ${presetName} brings no model: give one with --model FILE.onnx`);
  }
  const size = count('size', 1, preset.size);
  const resize = count('resize', 1, Math.round((size * preset.resize) / preset.size));
  if (resize < size) throw expected(`at least the size (${size})`, 'resize', String(resize));
  const maxInFlight = count('max-in-flight', 1, 100, mostSlots);
  const callbackInterval = count('callback-interval', 0, Math.min(8, maxInFlight));
  if (callbackInterval > maxInFlight) {
    throw expected(
      `at most what --max-in-flight says (${maxInFlight})`,
      'callback-interval',
      String(callbackInterval),
    );
  }
  return {
    help,
    paths: positionals.length > 0 ? positionals : [here('pictures')],
    model: model ?? '',
    labels: values.get('labels') ?? (preset.labels && here(preset.labels)),
    preprocessing: {
      resize,
      size,
      mean: channels('mean', values.get('mean'), preset.mean),
      std: channels('std', values.get('std'), preset.std, (value) => value > 0),
    },
    output: choose('output', ['logits', 'probabilities'], preset.output),
    callbackInterval,
    executeTimes: count('execute-times', 1, undefined),
    maxInFlight,
    top: count('top', 1, 5),
    quiet: flags.has('quiet'),
  };
}

/** One number for all channels, or three with commas between them. */
function channels(
  name: string,
  text: string | undefined,
  fallback: Preprocessing['mean'],
  valid: (value: number) => boolean = () => true,
): Preprocessing['mean'] {
  if (text === undefined) return fallback;
  const parts = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  const [red, green = red, blue = red] = parts;
  const usable = (value: number | undefined): value is number =>
    Number.isFinite(value) && valid(value as number);
  if (![1, 3].includes(parts.length) || !usable(red) || !usable(green) || !usable(blue)) {
    const kind = valid(0) ? 'numbers' : 'numbers above 0';
    throw expected(`three ${kind} like ${fallback.join(',')}, or one for all channels`, name, text);
  }
  return [red, green, blue];
}

const expected = (what: string, name: string, received: string) =>
  new UsageError(`expected ${what} for --${name} but received ${received}`);
