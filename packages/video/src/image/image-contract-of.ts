import { assertKnownOptions, expected } from '@ascend-rx/core/device';
import { checkedTargetFormat } from '@ascend-rx/native/frames';
import type { ImageContract, ImageInput, ImageModel, ImageOptions } from './image-contract.js';
import { targetFormatOf } from './target-format-of.js';

/** Where the sizes of a picture are in the dims of an input. */
interface Sizes {
  readonly batch: number;
  readonly width: number;
  readonly height: number;
  readonly layout: 'nchw' | 'nhwc' | 'nv12';
  readonly isGray?: boolean;
}

type Format = ImageContract['format'];
type Channels = ImageContract['channels'];

/** What may be given for a model. */
export const imageOptionNames = [
  'input',
  'format',
  'width',
  'height',
  'layout',
  'channels',
  'mean',
  'scale',
  'matrix',
] as const satisfies readonly (keyof ImageOptions)[];

const choices = {
  format: ['rgb888', 'bgr888', 'gray8', 'nv12', 'float'],
  layout: ['nchw', 'nhwc'],
  channels: ['rgb', 'bgr', 'gray'],
} as const satisfies Partial<Record<keyof ImageOptions, readonly string[]>>;

/** The channels of the formats whose name has them. */
const channelsOfFormat: Partial<Record<Format, Channels>> = { rgb888: 'rgb', bgr888: 'bgr', gray8: 'gray' };

/** To [0, 1], as most models of the field are trained. */
const toUnit = 1 / 255;

/**
 * What a model takes as a picture. `options` come first; the rest is read from the input:
 *
 * - `float32` and `float16` are `float`, with (sample − 0) / 255; `uint8` is `rgb888`, or `nv12` if its dims are that.
 * - Dims of n×3×h×w are NCHW, n×h×w×3 are NHWC, and h·3/2 rows of w, with dims of 1 around them or n before them, are NV12. n is the
 *   batch.
 * - Floats of n×1×h×w and n×h×w×1 are gray. Bytes of these dims are gray with `format: 'gray8'` only: they could be NV12.
 * - With static AIPP, an offline model takes bytes, in the dims that its file has for AIPP. The matrix of AIPP is not in what
 *   `readOfflineModel` reads: give it as `matrix`, from the AIPP file.
 *
 * @throws TypeError, RangeError for wrong options, and if the dims tell no picture, or another one than the options
 */
export function imageContractOf(model: ImageModel, options: ImageOptions = {}): ImageContract {
  if (!Array.isArray(model?.inputs)) {
    throw new TypeError(expected('a model, which has `inputs`,', 'model', model));
  }
  assertKnownOptions('imageContractOf', options, imageOptionNames);
  assertChoices(options);
  const { format: asked, matrix, mean, scale } = options;
  const input = imageInputOf(model, options.input);
  const dims = input.aippDims ?? input.dims;
  const isByte = input.aippDims !== undefined || input.type === 'uint8';
  const sizes = sizesOf(dims, isByte, options);
  const format = asked ?? formatOf(input, isByte, sizes, options.channels);
  if ((format === 'float') === isByte) {
    const bytes = 'rgb888, bgr888, gray8 or nv12, since the input takes bytes,';
    throw new TypeError(expected(isByte ? bytes : "'float', which the input takes,", 'format', format));
  }
  if ((format === 'nv12') !== (sizes.layout === 'nv12')) {
    throw new RangeError(
      `Expected dims of ${format} for input ${input.name} but received [${dims.join(', ')}]`,
    );
  }
  const { batch, width, height, layout, isGray } = sizes;
  const contract: ImageContract = {
    format,
    width,
    height,
    batch,
    layout: layout === 'nv12' ? 'nchw' : layout,
    channels: channelsOf(format, isGray, options.channels),
    mean: mean ?? 0,
    scale: scale ?? (format === 'float' ? toUnit : 1),
    ...(matrix !== undefined && { matrix }),
  };
  checkedTargetFormat(targetFormatOf(contract, input.type));
  return contract;
}

function assertChoices(options: ImageOptions): void {
  for (const [name, values] of Object.entries(choices)) {
    const value: unknown = options[name as keyof typeof choices];
    if (value === undefined || (values as readonly unknown[]).includes(value)) continue;
    throw new TypeError(expected(`one of ${values.map((each) => `'${each}'`).join(', ')}`, name, value));
  }
}

function channelsOf(format: Format, isGray = false, asked: Channels | undefined): Channels {
  const own = channelsOfFormat[format];
  if (own !== undefined && asked !== undefined && asked !== own) {
    throw new RangeError(expected(`'${own}', which ${format} has,`, 'channels', asked));
  }
  return own ?? asked ?? (isGray ? 'gray' : 'rgb');
}

/** The position of the input that takes the picture. */
export function imageInputIndex(model: ImageModel, name: string | undefined): number {
  const names = model.inputs.map((input) => input.name);
  if (name === undefined && names.length === 1) return 0;
  const index = name === undefined ? -1 : names.indexOf(name);
  if (index >= 0) return index;
  throw new TypeError(expected(`the name of an input (${names.join(', ')})`, 'input', name));
}

function imageInputOf(model: ImageModel, name: string | undefined): ImageInput {
  return model.inputs[imageInputIndex(model, name)] as ImageInput;
}

function formatOf(
  input: ImageInput,
  isByte: boolean,
  { layout, isGray }: Sizes,
  channels: Channels | undefined,
): Format {
  if (isByte && layout === 'nv12') return 'nv12';
  if (isByte) return isGray ? 'gray8' : channels === 'bgr' ? 'bgr888' : 'rgb888';
  if (input.type === 'float32' || input.type === 'float16') return 'float';
  throw new TypeError(
    `Expected float32, float16 or uint8 for input ${input.name} but received ${input.type}`,
  );
}

function sizesOf(dims: readonly number[], isByte: boolean, options: ImageOptions): Sizes {
  const sizes = foundSizes(dims, isByte, options);
  if (sizes === undefined) {
    const gray = '1×1×h×w, 1×h×w×1';
    const any = `1×3×h×w, 1×h×w×3, ${gray}, or h·3/2×w`;
    const picture = isAskedGray(options) ? `a picture of one channel (${gray})` : `a picture (${any})`;
    throw new RangeError(`Expected dims of ${picture} but received [${dims.join(', ')}]`);
  }
  const width = sizeOf('width', sizes.width, options.width);
  const height = sizeOf('height', sizes.height, options.height);
  return { ...sizes, batch: sizes.batch < 0 ? 1 : sizes.batch, width, height };
}

function sizeOf(name: string, dim: number, asked: number | undefined): number {
  if (dim < 0 && asked === undefined) {
    throw new TypeError(
      expected(`the ${name} of the picture, which the dims of the model leave open,`, name, asked),
    );
  }
  if (dim >= 0 && asked !== undefined && asked !== dim) {
    throw new RangeError(expected(`${dim}, as the dims of the model say,`, name, asked));
  }
  return asked ?? dim;
}

function isAskedGray({ format, channels }: ImageOptions): boolean {
  return format === 'gray8' || channels === 'gray';
}

function foundSizes(dims: readonly number[], isByte: boolean, options: ImageOptions): Sizes | undefined {
  if (options.format === 'nv12') return nv12Sizes(dims);
  if (isAskedGray(options)) return channelSizes(dims, 1, options);
  const colours = channelSizes(dims, 3, options);
  if (colours || isByte) return colours ?? nv12Sizes(dims);
  return options.channels === undefined ? channelSizes(dims, 1, options) : undefined;
}

// Without the batch dimension, too: a model that takes batches may leave it out of an input's dims.
function channelSizes(dims: readonly number[], channels: 1 | 3, { layout }: ImageOptions): Sizes | undefined {
  const batch = dims.length === 4 ? (dims[0] ?? 1) : 1;
  if ((dims.length !== 3 && dims.length !== 4) || batch === 0) return undefined;
  const [a = 0, b = 0, c = 0] = dims.slice(-3);
  const isGray = channels === 1;
  if (layout !== 'nhwc' && a === channels) return { batch, layout: 'nchw', height: b, width: c, isGray };
  if (layout !== 'nchw' && c === channels) return { batch, layout: 'nhwc', height: a, width: b, isGray };
  return undefined;
}

// AIPP's inputs of YUV420SP_U8 come as h·3/2 rows, with dims of 1 at any place. A batch comes first.
function nv12Sizes(dims: readonly number[]): Sizes | undefined {
  const [first = 0, ...rest] = dims.filter((dim) => dim !== 1);
  const hasBatch = rest.length === 2 && first === dims[0] && first !== 0;
  const [rows = 0, width = 0, ...others] = hasBatch ? rest : [first, ...rest];
  if (others.length > 0 || rows % 3 !== 0 || width % 2 !== 0 || width < 2) return undefined;
  const height = (rows / 3) * 2;
  const batch = hasBatch ? first : 1;
  return height % 2 === 0 && height > 0 ? { batch, layout: 'nv12', height, width } : undefined;
}
