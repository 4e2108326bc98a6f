import { fileURLToPath } from 'node:url';
import { choiceOption, type IntegerRange, integerOption, parseOptions, UsageError } from 'ascend-rx/options';
import {
  type OutputKind,
  type Preprocessing,
  type Preset,
  type PresetName,
  presets,
} from '../preprocess/preset.js';
import { modelOptions, runOptions } from './option-specs.js';

/** What the program was asked to do. */
export interface Options {
  readonly help: boolean;
  /** Files and folders; if none was given, the folder of sample pictures. */
  readonly paths: readonly string[];
  readonly model: string;
  /** Path of the labels. Absent: the report shows the number of each class. */
  readonly labels: string | undefined;
  readonly preprocessing: Preprocessing;
  readonly output: OutputKind;
  readonly callbackInterval: number;
  /** How many inferences. Absent: each picture once. */
  readonly executeTimes: number | undefined;
  readonly maxInFlight: number;
  /** Number of labels per picture. */
  readonly top: number;
  /** True: print only the summary. */
  readonly quiet: boolean;
}

/** The largest number of slots that a model can have. */
const mostSlots = 65536;

const here = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/**
 * Reads the command line. The values of the preset apply where no option is given.
 *
 * @throws UsageError with the one line to show
 */
export function readOptions(args: readonly string[]): Options {
  const { positionals, options } = parseOptions(args, { ...modelOptions, ...runOptions });
  const text = (name: string): string | undefined => options.get(name)?.[0];
  const integer = <Default>(name: string, range: IntegerRange<Default>): number | Default =>
    integerOption(options, name, range);

  const help = options.has('help');
  const presetName = choiceOption(options, 'preset', Object.keys(presets) as PresetName[], 'shapes');
  const preset: Preset = presets[presetName];
  const model = text('model') ?? (preset.model && here(preset.model));
  if (model === undefined && !help) {
    throw new UsageError(`the preset ${presetName} brings no model: give one with --model FILE.onnx`);
  }
  const size = integer('size', { min: 1, default: preset.size });
  const scaled = Math.round((size * preset.resize) / preset.size);
  const resize = integer('resize', { min: 1, default: scaled });
  if (resize < size) throw expected(`at least the size (${size})`, 'resize', String(resize));
  const maxInFlight = integer('max-in-flight', { min: 1, max: mostSlots, default: 100 });
  const callbackInterval = integer('callback-interval', { min: 0, default: Math.min(8, maxInFlight) });
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
    labels: text('labels') ?? (preset.labels && here(preset.labels)),
    preprocessing: {
      resize,
      size,
      mean: channels('mean', text('mean'), preset.mean),
      std: channels('std', text('std'), preset.std, (value) => value > 0),
    },
    output: choiceOption(options, 'output', ['logits', 'probabilities'], preset.output),
    callbackInterval,
    executeTimes: integer('execute-times', { min: 1, default: undefined }),
    maxInFlight,
    top: integer('top', { min: 1, default: 5 }),
    quiet: options.has('quiet'),
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
