/**
 * How the samples of a picture lie in its planes. `yuv420p`: Y, U, V, a plane each; `nv12`: Y, then a plane of U and V in turn.
 * In both, U and V have half the width and height, rounded up. The others have one plane.
 */
export type PixelFormat = 'yuv420p' | 'nv12' | 'rgb24' | 'bgr24' | 'gray';

/** By which matrix Y, U and V were made. Video of 720 lines and more is BT.709 as a rule, JPEG is BT.601. */
export type ColorSpace = 'bt601' | 'bt709';

/** `limited`: Y from 16 to 235, U and V from 16 to 240. `full`: all from 0 to 255. */
export type ColorRange = 'limited' | 'full';

/** A picture in memory of JavaScript, as a frame has it and as preparing reads it. */
export interface FrameImage {
  /**
   * The planes of `pixelFormat`. ArrayBuffers or SharedArrayBuffers of JavaScript, never memory of a decoder: native threads
   * read them while JavaScript goes on.
   */
  readonly planes: readonly Uint8Array[];
  /** Bytes from one row to the next, of each plane. */
  readonly strides: readonly number[];
  /** Pixels. */
  readonly width: number;
  /** Pixels. */
  readonly height: number;
  readonly pixelFormat: PixelFormat;
  /** Of no meaning unless the picture is Y, U, V. */
  readonly colorSpace: ColorSpace;
  /** Of no meaning unless the picture is Y, U, V. */
  readonly range: ColorRange;
}
