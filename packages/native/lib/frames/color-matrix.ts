// Matrices between R, G, B and Y, U, V as rows of three weights and a constant: native/src/frames/color.h applies them.
//
// With Kr, Kb of the colour space (BT.601: 0.299, 0.114; BT.709: 0.2126, 0.0722; Kg = 1 − Kr − Kb) and Y, U, V of 8 bits:
//   limited:  y = (Y − 16) · 255/219,  u = (U − 128) · 255/224,  v = (V − 128) · 255/224
//   full:     y = Y,                   u = U − 128,              v = V − 128
//   R = y + 2(1 − Kr) · v
//   G = y − 2(1 − Kb)·Kb/Kg · u − 2(1 − Kr)·Kr/Kg · v
//   B = y + 2(1 − Kb) · u
// (ITU-R BT.601-7, BT.709-6; full range as in JFIF.) Results are rounded to the nearest and clipped to 0 … 255. Gray of Y, U, V is y.
import type { ColorRange, ColorSpace, FrameImage } from './frame-image.js';

/** A matrix of the standards. */
export type MatrixName = `${ColorSpace}-${ColorRange}`;

/**
 * A matrix in the numbers of an AIPP file (`matrix_r0c0` … and `input_bias_0` …): R, G, B = `coefficients` · (Y, U, V − `bias`) / 256,
 * rounded down, as AIPP does it. Red comes first.
 */
export interface MatrixCoefficients {
  /** Nine, row by row, in 1/256. */
  readonly coefficients: readonly number[];
  /** Of Y, U, V. */
  readonly bias: readonly number[];
}

/** Three rows of three weights and a constant. */
export type MatrixRows = readonly (readonly number[])[];

/** What native threads do with colour. */
export interface Conversion {
  readonly toRgb: MatrixRows;
  readonly toYuv: MatrixRows;
  /** Y, U, V of the picture are those of the target. */
  readonly keepsYuv: boolean;
}

/** The part of a target that colour depends on. */
interface ColorTarget {
  readonly layout: 'nchw' | 'nhwc' | 'nv12';
  readonly channels?: 'rgb' | 'bgr' | 'gray';
  readonly matrix?: MatrixName | MatrixCoefficients;
}

const weights = { bt601: [0.299, 0.114], bt709: [0.2126, 0.0722] } as const;

/** All names, and what is behind them. */
export const matrixNames: readonly MatrixName[] = [
  'bt601-limited',
  'bt601-full',
  'bt709-limited',
  'bt709-full',
];

// Coefficients of one standard differ by their rounding; those of two standards by more.
const sameMatrix = 0.02;

/** The conversion of a picture for a target. REQUIRES: both have been checked. */
export function conversionFor(image: FrameImage, { layout, channels, matrix }: ColorTarget): Conversion {
  const isYuv = image.pixelFormat === 'yuv420p' || image.pixelFormat === 'nv12';
  const own: MatrixName = isYuv ? `${image.colorSpace}-${image.range}` : 'bt601-full';
  const ofModel = matrix === undefined ? own : nameOf(matrix);
  const isOwn = ofModel === own;
  const exact = typeof matrix === 'object' ? fromCoefficients(matrix) : undefined;
  const ofImage = channels === 'gray' ? toGray(own) : toRgb(own);
  return {
    toRgb: withRounding(exact && isOwn ? exact : ofImage, exact && isOwn ? 0 : 0.5),
    toYuv: withRounding(inverse(exact ?? toRgb(ofModel ?? own)), 0.5),
    keepsYuv: layout === 'nv12' && isYuv && isOwn,
  };
}

/** The standard that a matrix comes from; undefined: from none. */
export function nameOf(matrix: MatrixName | MatrixCoefficients): MatrixName | undefined {
  if (typeof matrix === 'string') return matrix;
  const rows = fromCoefficients(matrix);
  return matrixNames.find((name) => {
    const standard = toRgb(name);
    return rows.every((row, i) =>
      row.every((value, j) => {
        const difference = Math.abs(value - (standard[i]?.[j] ?? 0));
        return j < 3 ? difference < sameMatrix : difference < 256 * sameMatrix;
      }),
    );
  });
}

/** One pixel by a matrix, as native threads do it but in double precision. */
export function transform(rows: MatrixRows, pixel: readonly number[]): [number, number, number] {
  const [a = 0, b = 0, c = 0] = rows.map(([x = 0, y = 0, z = 0, constant = 0]) =>
    Math.floor(
      Math.min(255, Math.max(0, x * (pixel[0] ?? 0) + y * (pixel[1] ?? 0) + z * (pixel[2] ?? 0) + constant)),
    ),
  );
  return [a, b, c];
}

/** As native threads make gray of a pixel: 0.299, 0.587 and 0.114 in 1/32768, rounded to the nearest. */
export function grayOf([red = 0, green = 0, blue = 0]: readonly number[]): number {
  return (9798 * red + 19235 * green + 3735 * blue + 16384) >> 15;
}

function toRgb(name: MatrixName): MatrixRows {
  const [space, range] = name.split('-') as [ColorSpace, ColorRange];
  const [kr, kb] = weights[space];
  const kg = 1 - kr - kb;
  const luma = range === 'limited' ? 255 / 219 : 1;
  const chroma = range === 'limited' ? 255 / 224 : 1;
  const rows = [
    [luma, 0, 2 * (1 - kr) * chroma],
    [luma, ((-2 * (1 - kb) * kb) / kg) * chroma, ((-2 * (1 - kr) * kr) / kg) * chroma],
    [luma, 2 * (1 - kb) * chroma, 0],
  ];
  return withBias(rows, [blackOf(name), 128, 128]);
}

/** Of Y alone. */
function toGray(name: MatrixName): MatrixRows {
  return withBias(
    toRgb(name).map(([luma = 0]) => [luma, 0, 0]),
    [blackOf(name), 0, 0],
  );
}

/** Y of black. */
function blackOf(name: MatrixName): number {
  return name.endsWith('-limited') ? 16 : 0;
}

function fromCoefficients({ coefficients, bias }: MatrixCoefficients): MatrixRows {
  const rows = [0, 3, 6].map((begin) => coefficients.slice(begin, begin + 3).map((value) => value / 256));
  return withBias(rows, bias);
}

function withBias(rows: MatrixRows, bias: readonly number[]): MatrixRows {
  return rows.map((row) => [...row, -row.reduce((sum, weight, i) => sum + weight * (bias[i] ?? 0), 0)]);
}

function withRounding(rows: MatrixRows, half: number): MatrixRows {
  return rows.map((row) => row.map((value, i) => (i === 3 ? value + half : value)));
}

/** By cofactors. */
function inverse(rows: MatrixRows): MatrixRows {
  const at = (row: number, column: number) => rows[row % 3]?.[column % 3] ?? 0;
  const minor = (row: number, column: number) =>
    at(row + 1, column + 1) * at(row + 2, column + 2) - at(row + 1, column + 2) * at(row + 2, column + 1);
  const determinant = at(0, 0) * minor(0, 0) + at(0, 1) * minor(0, 1) + at(0, 2) * minor(0, 2);
  const constants = rows.map((row) => row[3] ?? 0);
  return [0, 1, 2].map((row) => {
    const weightsOfRow = [0, 1, 2].map((column) => minor(column, row) / determinant);
    return [...weightsOfRow, -weightsOfRow.reduce((sum, weight, i) => sum + weight * (constants[i] ?? 0), 0)];
  });
}
