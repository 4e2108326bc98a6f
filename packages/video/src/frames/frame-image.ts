// What a frame looks like in memory: the part that preparing reads.

/** How the samples of a picture lie in memory. `nv12` and `yuv420p` have chroma at half the width and half the height. */
export type PixelFormat = 'yuv420p' | 'nv12' | 'rgb24' | 'bgr24' | 'gray';

/** The matrix between RGB and YUV: BT.601 of standard definition and JPEG, BT.709 of high definition. */
export type ColorSpace = 'bt601' | 'bt709';

/** Whether luma spans 16 to 235 (`limited`, most video) or 0 to 255 (`full`, JPEG and RGB). */
export type ColorRange = 'limited' | 'full';

/** A picture in memory of JavaScript: an ArrayBuffer or a SharedArrayBuffer, never memory of a decoder. */
export interface FrameImage {
  /** `yuv420p`: Y, U, V. `nv12`: Y, then U and V interleaved. Else one plane. */
  readonly planes: readonly Uint8Array[];
  /** Bytes from one row of a plane to the next. */
  readonly strides: readonly number[];
  /** In pixels, ≥ 1. */
  readonly width: number;
  /** In pixels, ≥ 1. */
  readonly height: number;
  readonly pixelFormat: PixelFormat;
  readonly colorSpace: ColorSpace;
  readonly range: ColorRange;
}
