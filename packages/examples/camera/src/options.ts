import { type OutputKind, type PresetName, presets, shapes } from '@ascend-rx/example-classify';
import {
  choiceOption,
  helpOption,
  integerOption,
  type OptionSpecs,
  optionsHelp,
  parseOptions,
  UsageError,
} from 'ascend-rx/options';
import { type InputOptions, inputOptions, readInputOptions } from './input-options.js';

/** How a frame becomes the square that the model takes. */
export type Fit = 'stretch' | 'letterbox' | 'crop';

/** What the program was asked to do. */
export interface Options extends InputOptions {
  readonly help: boolean;
  /** A file or an address. Absent: the rendered scene. */
  readonly input: string | undefined;
  /** True: a file is read as fast as it goes, and no frame is dropped. */
  readonly fast: boolean;
  /** Attempts in a row without a frame, after which a camera is given up. */
  readonly attempts: number;
  /** Seconds. Absent: until the input ends, or the user ends it. */
  readonly duration: number | undefined;
  readonly model: string;
  /** Path of the labels. Absent: classes go by their number. */
  readonly labels: string | undefined;
  /** Per channel, of values from 0 to 1. */
  readonly mean: readonly [number, number, number];
  readonly std: readonly [number, number, number];
  readonly output: OutputKind;
  readonly fit: Fit;
  /** ms */
  readonly maxStaleness: number;
  readonly maxInFlight: number | undefined;
  /** True: each line is a JSON object. */
  readonly json: boolean;
}

const sourceOptions: OptionSpecs = {
  fast: {
    help: 'a file as fast as it goes, no frame is dropped\n(default: at its own rate, as a camera sends it)',
  },
  duration: { value: 'S', help: 'ends after so many seconds (default: when the input ends)' },
  ...inputOptions,
  attempts: { value: 'N', help: 'attempts in a row, then a camera is given up (default 5)' },
};

const modelOptions: OptionSpecs = {
  preset: { value: 'NAME', help: 'shapes (default) or imagenet: normalisation and kind of output' },
  model: { value: 'FILE.onnx', help: 'one picture 1x3xSxS in, one score per class out' },
  labels: { value: 'FILE', help: 'one label per line (without: classes go by their number)' },
  fit: {
    value: 'NAME',
    help: 'how a frame becomes the square of the model: stretch (default),\nletterbox, or crop: the square in the middle',
  },
};

const runOptions: OptionSpecs = {
  'max-staleness': { value: 'MS', help: 'a frame that waits longer for the device is dropped (default 200)' },
  'max-in-flight': { value: 'N', help: 'frames on the device at once (default 2; with --fast 8)' },
  json: { help: 'a JSON object per line' },
  help: helpOption,
};

export const usage = `Usage: ascend-rx-camera [OPTION]… [INPUT]

Classifies the frames of INPUT and prints a line per second: frames that came, were inferred and
were dropped, latency, and the age of the frames. Ctrl-C ends it.

INPUT is a video file, an image sequence (frames/%03d.jpg), rtsp://…, http://… (motion JPEG), or
/dev/video0. Without it: a scene of moving shapes, which is rendered and encoded first.

${optionsHelp(sourceOptions, modelOptions, runOptions)}
`;

/** @throws UsageError with the one line to show */
export function readOptions(args: readonly string[]): Options {
  const { positionals, options } = parseOptions(args, { ...sourceOptions, ...modelOptions, ...runOptions });
  const [input, extra] = positionals;
  if (extra !== undefined) throw new UsageError(`expected one input but received ${positionals.join(' ')}`);
  const fast = options.has('fast');
  if (fast && isLive(input)) throw new UsageError('--fast is for files: a camera has a rate of its own');
  const presetName = choiceOption(options, 'preset', Object.keys(presets) as PresetName[], 'shapes');
  const { mean, std, output } = presets[presetName];
  const [givenModel] = options.get('model') ?? [];
  if (givenModel === undefined && presetName !== 'shapes' && !options.has('help'))
    throw new UsageError(`the preset ${presetName} brings no model: give one with --model FILE.onnx`);
  return {
    help: options.has('help'),
    input,
    fast,
    ...readInputOptions(options),
    attempts: integerOption(options, 'attempts', { min: 1, default: 5 }),
    duration: integerOption(options, 'duration', { min: 1, max: 1_000_000, default: undefined }),
    model: givenModel ?? shapes.model,
    labels: options.get('labels')?.[0] ?? (givenModel === undefined ? shapes.labels : undefined),
    ...{ mean, std, output },
    fit: choiceOption(options, 'fit', ['stretch', 'letterbox', 'crop'], 'stretch'),
    maxStaleness: integerOption(options, 'max-staleness', { min: 0, max: 1_000_000, default: 200 }),
    maxInFlight: integerOption(options, 'max-in-flight', { min: 1, max: 1000, default: undefined }),
    json: options.has('json'),
  };
}

/** Whether an input is a camera, which is joined and not read. */
export const isLive = (input: string | undefined): boolean =>
  input !== undefined && /^(rtsps?|https?):|^\/dev\/video\d+$/i.test(input);

/** Whether an input is one file, which must be there. */
export const isFile = (input: string): boolean =>
  !isLive(input) &&
  !/%0?\d*d/.test(input) &&
  !/^[a-z][a-z0-9+.-]*[:,]/i.test(input) &&
  !input.startsWith('-');
