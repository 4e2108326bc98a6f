import { expected } from '@ascend-rx/core/device';
import type { ImageContract, ImageInput, ImageModel, ImageOptions } from './image-contract.js';

/** Where the sizes of a picture are in the dims of an input. */
interface Sizes {
  readonly batch: number;
  readonly width: number;
  readonly height: number;
  readonly layout: 'nchw' | 'nhwc' | 'nv12';
}

const formats: readonly ImageContract['format'][] = ['rgb888', 'bgr888', 'nv12', 'float'];

/** To [0, 1], as most models of the field are trained. */
const toUnit = 1 / 255;

/**
 * What a model takes as a picture. `options` come first; the rest is read from the input:
 *
 * - `float32` and `float16` are `float`, with (sample − 0) / 255; `uint8` is `rgb888`, or `nv12` if its dims are that.
 * - Dims of 1×3×h×w are NCHW, 1×h×w×3 are NHWC, and h·3/2 rows of w, with dims of 1 around them, are NV12.
 * - With static AIPP, an offline model takes bytes, in the dims that its file has for AIPP. The matrix of AIPP is not in what
 *   `readOfflineModel` reads: give it as `matrix`, from the AIPP file.
 *
 * @throws TypeError, RangeError if the dims tell no picture, or another one than the options
 */
export function imageContractOf(model: ImageModel, options: ImageOptions = {}): ImageContract {
  const { input: _, format: asked, matrix, ...given } = options;
  const input = imageInputOf(model, options.input);
  const dims = input.aippDims ?? input.dims;
  const isByte = input.aippDims !== undefined || input.type === 'uint8';
  const sizes = sizesOf(dims, isByte, options);
  const format = asked ?? formatOf(input, isByte, sizes);
  if (!formats.includes(format)) {
    throw new TypeError(
      expected(`one of ${formats.map((each) => `'${each}'`).join(', ')}`, 'format', format),
    );
  }
  if ((format === 'float') === isByte) {
    throw new TypeError(
      expected(
        isByte ? 'rgb888, bgr888 or nv12, since the input takes bytes,' : "'float', which the input takes,",
        'format',
        format,
      ),
    );
  }
  if ((format === 'nv12') !== (sizes.layout === 'nv12')) {
    throw new RangeError(
      `Expected dims of ${format} for input ${input.name} but received [${dims.join(', ')}]`,
    );
  }
  const { batch, width, height } = sizes;
  return {
    format,
    width,
    height,
    batch,
    layout: sizes.layout === 'nv12' ? 'nchw' : sizes.layout,
    channels: given.channels ?? (format === 'bgr888' ? 'bgr' : 'rgb'),
    mean: given.mean ?? 0,
    scale: given.scale ?? (format === 'float' ? toUnit : 1),
    ...(matrix !== undefined && { matrix }),
  };
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

function formatOf(input: ImageInput, isByte: boolean, { layout }: Sizes): ImageContract['format'] {
  if (isByte) return layout === 'nv12' ? 'nv12' : 'rgb888';
  if (input.type === 'float32' || input.type === 'float16') return 'float';
  throw new TypeError(
    `Expected float32, float16 or uint8 for input ${input.name} but received ${input.type}`,
  );
}

function sizesOf(dims: readonly number[], isByte: boolean, options: ImageOptions): Sizes {
  const sizes =
    options.format === 'nv12'
      ? nv12Sizes(dims)
      : (channelSizes(dims, options) ?? (isByte ? nv12Sizes(dims) : undefined));
  if (sizes === undefined) {
    throw new RangeError(
      `Expected dims of a picture (1×3×h×w, 1×h×w×3, or h·3/2×w) but received [${dims.join(', ')}]`,
    );
  }
  const { batch, layout } = sizes;
  const width = sizeOf('width', sizes.width, options.width);
  const height = sizeOf('height', sizes.height, options.height);
  return { batch: batch < 0 ? 1 : batch, width, height, layout };
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

// Without the batch dimension, too: a model that takes batches may leave it out of an input's dims.
function channelSizes(dims: readonly number[], { layout }: ImageOptions): Sizes | undefined {
  if (dims.length !== 3 && dims.length !== 4) return undefined;
  const [a = 0, b = 0, c = 0] = dims.slice(-3);
  const batch = dims.length === 4 ? (dims[0] ?? 1) : 1;
  if (layout !== 'nhwc' && a === 3) return { batch, layout: 'nchw', height: b, width: c };
  if (layout !== 'nchw' && c === 3) return { batch, layout: 'nhwc', height: a, width: b };
  return undefined;
}

// AIPP's inputs of YUV420SP_U8 come as h·3/2 rows, with dims of 1 at any place.
function nv12Sizes(dims: readonly number[]): Sizes | undefined {
  const [rows = 0, width = 0, ...others] = dims.filter((dim) => dim !== 1);
  if (others.length > 0 || rows % 3 !== 0 || width % 2 !== 0 || width < 2) return undefined;
  const height = (rows / 3) * 2;
  return height % 2 === 0 && height > 0 ? { batch: 1, layout: 'nv12', height, width } : undefined;
}
