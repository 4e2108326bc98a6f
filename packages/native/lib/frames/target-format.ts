import type { MatrixCoefficients, MatrixName } from './color-matrix.js';

/** What a model takes of a picture. */
export interface TargetFormat {
  /** Pixels. */
  readonly width: number;
  /** Pixels. */
  readonly height: number;
  /** Element type. float16 is the bits of IEEE 754 binary16. */
  readonly type: 'float32' | 'float16' | 'uint8';
  /**
   * `nchw`: planes of elements, one for each channel. `nhwc`: the channels of a pixel in turn. `nv12`: Y, then U and V in turn, of half the
   * width and height; of uint8, and both sides are even.
   */
  readonly layout: 'nchw' | 'nhwc' | 'nv12';
  /**
   * The channels in their order; `gray` is one channel, for which `nchw` and `nhwc` are the same. Default `rgb`. `rgb` and `bgr` are
   * without effect for `nv12`, which is never gray.
   */
  readonly channels?: 'rgb' | 'bgr' | 'gray';
  /**
   * Is subtracted from samples of 0 to 255, before they are multiplied with `scale`; one number, or one for each channel in the
   * order of `channels`; one for gray. Default 0. Not for uint8.
   */
  readonly mean?: number | readonly [number, number, number];
  /** An element is (sample − mean) · scale, in float32. Default 1. Not for uint8. */
  readonly scale?: number | readonly [number, number, number];
  /** Red, green and blue, 0 to 255, of pixels that no picture covers; for gray, the gray of these. Default 114 each: gray. */
  readonly fill?: readonly [number, number, number];
  /**
   * The matrix by which the model makes R, G, B of Y, U, V: the one of its AIPP. See {@link MatrixCoefficients}. Not for gray.
   *
   * `nv12`: pictures of other samples are converted to those of this matrix. Without it, Y, U and V of a picture stay as they
   * are; pictures of R, G, B become full-range BT.601.
   *
   * Others: a picture whose Y, U and V are those of this matrix is converted by exactly it, as the device would. Every other
   * picture by the matrix of its own `colorSpace` and `range`, so that the colours are right in either case.
   */
  readonly matrix?: MatrixName | MatrixCoefficients;
}

/** A rectangle in whole pixels. */
export interface Rectangle {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** A part of a picture, and where it goes. */
export interface PicturePart {
  /** The part, in pixels of the picture. */
  readonly source: Rectangle;
  /** Where it goes, in pixels of the target. The pixels around it get `fill`. For `nv12`, all four numbers are even. */
  readonly content: Rectangle;
  /**
   * Memory of the target: the typed array of its type, with exactly its elements. Float16: a Uint16Array, or a Float16Array.
   * Fixed-length and not WebAssembly's. Its ArrayBuffer cannot be transferred afterwards.
   */
  readonly data: ArrayBufferView;
}
