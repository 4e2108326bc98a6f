import type { MatrixCoefficients, MatrixName } from '@ascend-rx/native/frames';

/** What a model takes as a picture, described once: the same description serves an .om with AIPP and its ONNX twin without it. */
export interface ImageContract {
  /**
   * `float`: normalised elements of float32 or float16, as the model's type says. `rgb888`, `bgr888`: bytes as they are, for
   * models with AIPP or a cast of their own (`RGB888_U8`). `gray8`: bytes of one channel (`YUV400_U8`). `nv12`: Y, then U and V in
   * turn (`YUV420SP_U8`).
   */
  readonly format: 'rgb888' | 'bgr888' | 'gray8' | 'nv12' | 'float';
  /** Pixels. */
  readonly width: number;
  /** Pixels. */
  readonly height: number;
  /** Whether channels are planes (`nchw`) or the samples of a pixel in turn (`nhwc`). Without effect for `nv12`. */
  readonly layout: 'nchw' | 'nhwc';
  /** The channels in their order. `gray` is one channel. */
  readonly channels: 'rgb' | 'bgr' | 'gray';
  /** Of `float`: is subtracted from samples of 0 to 255. One number, or one for each channel in the order of `channels`; one for gray. */
  readonly mean: number | readonly [number, number, number];
  /** Of `float`: an element is (sample − mean) · scale. */
  readonly scale: number | readonly [number, number, number];
  /** The matrix by which the model makes R, G, B of Y, U, V: that of its AIPP. Default: none; see `TargetFormat` of `@ascend-rx/native/frames`. */
  readonly matrix?: MatrixName | MatrixCoefficients;
  /** How many pictures one input has, one after the other: the batch dimension of the model. */
  readonly batch: number;
}

/** What is known of an input of a model: that of a loaded model, or of an offline model as `readOfflineModel` gives it. */
export interface ImageInput {
  readonly name: string;
  /** `float32` and so on. */
  readonly type: string;
  readonly dims: readonly number[];
  /** Of an offline model with static AIPP: what it takes in place of `dims`. */
  readonly aippDims?: readonly number[];
}

/** A model as far as its pictures go: a loaded one, or what `readOfflineModel` gives. */
export interface ImageModel {
  readonly inputs: readonly ImageInput[];
}

/** What is given for a model: all that its input does not tell, and whatever it tells wrongly. */
export interface ImageOptions extends Partial<Omit<ImageContract, 'batch'>> {
  /** The name of the input that takes the picture. Default: the only input. */
  readonly input?: string;
}
