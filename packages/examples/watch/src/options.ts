import { type InputOptions, inputOptions, readInputOptions } from '@ascend-rx/example-camera';
import {
  helpOption,
  integerOption,
  type OptionSpecs,
  optionsHelp,
  parseOptions,
  UsageError,
} from 'ascend-rx/options';

/** Two points, in pixels of the frame. */
export type Line = readonly [x1: number, y1: number, x2: number, y2: number];

/** What the program was asked to do. */
export interface Options extends InputOptions {
  readonly help: boolean;
  /** A file or an address. Absent: the rendered scene. */
  readonly input: string | undefined;
  /** True: a file is read at its own rate, and frames that cannot be inferred in time are dropped. */
  readonly realTime: boolean;
  /** Attempts in a row without a frame, after which a camera is given up. */
  readonly attempts: number;
  /** Seconds. Absent: until the input ends, or the user ends it. */
  readonly duration: number | undefined;
  /** File or folder of the detector. Absent: the one that this example brings. */
  readonly model: string | undefined;
  /** Objects that cross it are counted. Absent: the vertical line in the middle. */
  readonly line: Line | undefined;
  /** True: a JSON object per frame. */
  readonly json: boolean;
  /** The video to write. */
  readonly save: string | undefined;
}

const sourceOptions: OptionSpecs = {
  'real-time': {
    help: 'a file at its own rate, as a camera sends it\n(default: as fast as it goes, no frame is dropped)',
  },
  duration: { value: 'S', help: 'ends after so many seconds (default: when the input ends)' },
  ...inputOptions,
  attempts: { value: 'N', help: 'attempts in a row, then a camera is given up (default 5)' },
};

const runOptions: OptionSpecs = {
  model: { value: 'PATH', help: 'a YOLO detector: an .onnx file, or a folder with metadata.yaml' },
  line: {
    value: 'X1,Y1,X2,Y2',
    help: 'objects that cross it are counted, in pixels of the frame\n(default: from the lower edge to the upper one, in the middle)',
  },
  save: { value: 'FILE.mp4', help: 'writes the video with boxes, labels and ids' },
  json: { help: 'a JSON object per frame' },
  help: helpOption,
};

export const usage = `Usage: ascend-rx-watch [OPTION]… [INPUT]

Finds objects in the frames of INPUT, gives them ids, looks at each with a second model, and counts
those that cross a line. Ctrl-C ends it.

INPUT is a video file, an image sequence (frames/%03d.jpg), rtsp://…, http://… (motion JPEG), or
/dev/video0. Without it: the scene that this example brings, of which is known what is to be seen.

${optionsHelp(sourceOptions, runOptions)}
`;

/** @throws UsageError with the one line to show */
export function readOptions(args: readonly string[]): Options {
  const { positionals, options } = parseOptions(args, { ...sourceOptions, ...runOptions });
  const [input, extra] = positionals;
  if (extra !== undefined) throw new UsageError(`expected one input but received ${positionals.join(' ')}`);
  const [line] = options.get('line') ?? [];
  const [save] = options.get('save') ?? [];
  if (save !== undefined && !/\.(mp4|m4v|mov|mkv)$/i.test(save))
    throw new UsageError(`expected a file .mp4, .m4v, .mov or .mkv for --save but received ${save}`);
  return {
    help: options.has('help'),
    input,
    realTime: options.has('real-time'),
    ...readInputOptions(options),
    attempts: integerOption(options, 'attempts', { min: 1, default: 5 }),
    duration: integerOption(options, 'duration', { min: 1, max: 1_000_000, default: undefined }),
    model: options.get('model')?.[0],
    line: line === undefined ? undefined : lineOf(line),
    json: options.has('json'),
    save,
  };
}

function lineOf(text: string): Line {
  const numbers = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = numbers;
  if (numbers.length !== 4 || !numbers.every(Number.isFinite) || (x1 === x2 && y1 === y2))
    throw new UsageError(`expected two points X1,Y1,X2,Y2 for --line but received ${text}`);
  return [x1, y1, x2, y2];
}
