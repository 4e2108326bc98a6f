// The entry `@ascend-rx/native/frames`: model inputs of pictures, made by native threads.

export type { MatrixCoefficients, MatrixName } from './color-matrix.js';
export { configurePreparing, type PreparingOptions } from './configure-preparing.js';
export type { ColorRange, ColorSpace, FrameImage, PixelFormat } from './frame-image.js';
export { checkedTargetFormat } from './native-format.js';
export { prepareFrame } from './prepare-frame.js';
export type { PicturePart, Rectangle, TargetFormat } from './target-format.js';
