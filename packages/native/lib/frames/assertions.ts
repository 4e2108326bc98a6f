// Checks of pictures and targets. Each throws one form of sentence: Expected X for `name` but received Y.
import { assertKnownOptions, expected } from '@ascend-rx/core/device';
import { nameOfArray } from '../name-of-array.js';
import { type MatrixCoefficients, type MatrixName, matrixNames, nameOf } from './color-matrix.js';
import type { FrameImage, PixelFormat } from './frame-image.js';
import type { PicturePart, Rectangle, TargetFormat } from './target-format.js';

/** Longest side of a picture and of a target, in pixels. */
export const mostPixels = 32768;

/** Bytes of one sample in each plane, and for how many columns and rows of the picture it is. */
const planesOf: Readonly<Record<PixelFormat, readonly (readonly [bytes: number, pixels: number])[]>> = {
  yuv420p: [
    [1, 1],
    [1, 2],
    [1, 2],
  ],
  nv12: [
    [1, 1],
    [2, 2],
  ],
  rgb24: [[3, 1]],
  bgr24: [[3, 1]],
  gray: [[1, 1]],
};

/** The pixel formats, in the order of the numbers that the addon has for them. */
export const pixelFormats = Object.keys(planesOf) as readonly PixelFormat[];
/** The same of element types. */
export const elementTypes = ['float32', 'float16', 'uint8'] as const;
/** The same of layouts. */
export const layouts = ['nchw', 'nhwc', 'nv12'] as const;
/** The same of channels. */
export const channelOrders = ['rgb', 'bgr', 'gray'] as const;

const formatOptions: readonly (keyof TargetFormat)[] = [
  'width',
  'height',
  'type',
  'layout',
  'channels',
  'mean',
  'scale',
  'fill',
  'matrix',
];

const arrayNames = {
  float32: ['Float32Array'],
  float16: ['Uint16Array', 'Float16Array'],
  uint8: ['Uint8Array', 'Uint8ClampedArray'],
} as const;

/** Throws unless the planes hold a picture of its size. */
export function assertFrameImage(image: FrameImage): void {
  if (typeof image !== 'object' || image === null) throw new TypeError(expected('a picture', 'image', image));
  const { pixelFormat, planes, strides, width, height } = image;
  assertOneOf(pixelFormats, 'pixelFormat', pixelFormat);
  assertOneOf(['bt601', 'bt709'], 'colorSpace', image.colorSpace);
  assertOneOf(['limited', 'full'], 'range', image.range);
  assertInteger('width', width, 1, mostPixels);
  assertInteger('height', height, 1, mostPixels);
  const shapes = planesOf[pixelFormat];
  assertListOf(`${shapes.length} planes of ${pixelFormat}`, 'planes', planes, shapes.length);
  assertListOf(`${shapes.length} strides of ${pixelFormat}`, 'strides', strides, shapes.length);
  for (const [i, [bytes, pixels]] of shapes.entries()) {
    const row = Math.ceil(width / pixels) * bytes;
    const rows = Math.ceil(height / pixels);
    const plane = planes[i];
    const stride = strides[i] ?? 0;
    if (nameOfArray(plane) !== 'Uint8Array') {
      throw new TypeError(expected('a Uint8Array', `planes[${i}]`, plane));
    }
    assertInteger(`strides[${i}]`, stride, row, Number.MAX_SAFE_INTEGER, `at least ${row} bytes of a row`);
    const least = stride * (rows - 1) + row;
    if ((plane?.byteLength ?? 0) < least) {
      const why = `at least ${least} bytes (${rows} rows of ${stride} bytes, the last one of ${row})`;
      throw new RangeError(expected(why, `planes[${i}]`, plane));
    }
  }
}

/** Throws for a target that cannot be. */
export function assertTargetFormat(format: TargetFormat): void {
  assertKnownOptions('TargetFormat', format, formatOptions);
  const { type, layout, width, height, channels = 'rgb', mean, scale, fill, matrix } = format;
  assertOneOf(elementTypes, 'type', type);
  assertOneOf(layouts, 'layout', layout);
  assertOneOf(channelOrders, 'channels', channels);
  assertInteger('width', width, 1, mostPixels);
  assertInteger('height', height, 1, mostPixels);
  if (layout === 'nv12') {
    if (type !== 'uint8') throw new TypeError(expected("'uint8', which NV12 is of,", 'type', type));
    assertEven('width', width);
    assertEven('height', height);
  }
  if (channels === 'gray') assertGray(format);
  for (const [name, value] of Object.entries({ mean, scale })) {
    if (value === undefined) continue;
    const numbers: readonly number[] = typeof value === 'number' ? [value, value, value] : value;
    if (!Array.isArray(numbers) || numbers.length !== 3 || !numbers.every((each) => Number.isFinite(each))) {
      throw new TypeError(expected('a finite number, or one for each of three channels,', name, value));
    }
    const neutral = name === 'mean' ? 0 : 1;
    if (type === 'uint8' && numbers.some((each) => each !== neutral)) {
      throw new RangeError(
        expected(`${neutral}, since elements of uint8 are samples as they are,`, name, value),
      );
    }
  }
  if (fill !== undefined) {
    assertListOf('red, green and blue', 'fill', fill, 3);
    for (const [i, value] of fill.entries()) assertInteger(`fill[${i}]`, value, 0, 255);
  }
  if (matrix !== undefined) assertMatrix(matrix);
}

function assertGray({ layout, mean, scale, matrix }: TargetFormat): void {
  if (layout === 'nv12') {
    throw new RangeError(expected("'nchw' or 'nhwc', which gray may have,", 'layout', layout));
  }
  if (matrix !== undefined) {
    throw new RangeError(expected('no matrix, since gray has no colours,', 'matrix', matrix));
  }
  for (const [name, value] of Object.entries({ mean, scale })) {
    if (value === undefined || typeof value === 'number') continue;
    throw new TypeError(expected('one number, since gray has one channel,', name, value));
  }
}

/** Elements of a target. REQUIRES: it has been checked. */
function elementsOf({ width, height, layout, channels }: TargetFormat): number {
  if (layout === 'nv12') return (width * height * 3) / 2;
  return width * height * (channels === 'gray' ? 1 : 3);
}

function assertMatrix(matrix: MatrixName | MatrixCoefficients): void {
  const names = `one of ${matrixNames.map((name) => `'${name}'`).join(', ')}, or coefficients of an AIPP file`;
  if (typeof matrix === 'string' && matrixNames.includes(matrix)) return;
  if (typeof matrix !== 'object' || matrix === null) throw new TypeError(expected(names, 'matrix', matrix));
  assertListOf('nine coefficients', 'matrix.coefficients', matrix.coefficients, 9);
  assertListOf('the bias of Y, U, V', 'matrix.bias', matrix.bias, 3);
  for (const value of [...matrix.coefficients, ...matrix.bias]) {
    if (!Number.isFinite(value)) throw new TypeError(expected('finite numbers', 'matrix', value));
  }
  if (nameOf(matrix) === undefined) {
    const rows = `${matrix.coefficients.join(', ')} with bias ${matrix.bias.join(', ')}`;
    throw new RangeError(expected('a matrix of BT.601 or BT.709, of limited or full range,', 'matrix', rows));
  }
}

/** Throws for a part that lies outside of the picture or of the target, and for memory that is not the target's. */
export function assertPart(part: PicturePart, image: FrameImage, format: TargetFormat, name: string): void {
  if (typeof part !== 'object' || part === null) throw new TypeError(expected('a part', name, part));
  const { width, height, type, layout, channels } = format;
  assertRectangle(`${name}.source`, part.source, 'the picture', image);
  assertRectangle(`${name}.content`, part.content, 'the target', format);
  if (layout === 'nv12') {
    for (const side of ['left', 'top', 'width', 'height'] as const) {
      assertEven(`${name}.content.${side}`, part.content[side]);
    }
  }
  const { data } = part;
  const found = nameOfArray(data);
  const elements = elementsOf(format);
  const { length } = data as unknown as { length: number };
  if (!(arrayNames[type] as readonly (string | undefined)[]).includes(found)) {
    throw new TypeError(expected(`a ${arrayNames[type].join(' or ')}`, `${name}.data`, data));
  }
  if (length !== elements) {
    const kind = channels === 'gray' ? `gray ${layout}` : layout;
    const what = `${elements} elements (${kind} of ${width}×${height})`;
    throw new RangeError(`Expected ${what} for \`${name}.data\` but received ${length}`);
  }
}

function assertRectangle(
  name: string,
  rectangle: Rectangle,
  whole: string,
  { width, height }: { readonly width: number; readonly height: number },
): void {
  if (typeof rectangle !== 'object' || rectangle === null) {
    throw new TypeError(expected('a rectangle', name, rectangle));
  }
  assertInteger(`${name}.width`, rectangle.width, 1, width, `from 1 to ${width}, the width of ${whole}`);
  assertInteger(`${name}.height`, rectangle.height, 1, height, `from 1 to ${height}, the height of ${whole}`);
  const most = { left: width - rectangle.width, top: height - rectangle.height };
  for (const side of ['left', 'top'] as const) {
    const inside = `from 0 to ${most[side]}, so that the rectangle lies in ${whole} of ${width}×${height}`;
    assertInteger(`${name}.${side}`, rectangle[side], 0, most[side], inside);
  }
}

function assertInteger(name: string, value: unknown, least: number, most: number, what?: string): void {
  if (Number.isInteger(value) && (value as number) >= least && (value as number) <= most) return;
  throw new RangeError(expected(`an integer ${what ?? `from ${least} to ${most}`}`, name, value));
}

function assertEven(name: string, value: number): void {
  if (value % 2 !== 0) throw new RangeError(expected('an even number, for NV12,', name, value));
}

function assertOneOf(values: readonly string[], name: string, value: unknown): void {
  if (values.includes(value as string)) return;
  throw new TypeError(expected(`one of ${values.map((each) => `'${each}'`).join(', ')}`, name, value));
}

function assertListOf(what: string, name: string, value: unknown, length: number): void {
  if (Array.isArray(value) && value.length === length) return;
  throw new TypeError(expected(what, name, value));
}
