// Frames

export type { Frame } from './frames/frame.js';
export type { ColorRange, ColorSpace, FrameImage, PixelFormat } from './frames/frame-image.js';

// Preparing

export type { CropOptions } from './image/crop.js';
export { crop } from './image/crop.js';
export type { Box, Geometry } from './image/geometry.js';
export { boxToFrame, pointToFrame } from './image/geometry.js';
export type { ImageContract, ImageInput, ImageModel, ImageOptions } from './image/image-contract.js';
export { imageContractOf } from './image/image-contract-of.js';
export type { LetterboxOptions } from './image/letterbox.js';
export { letterbox } from './image/letterbox.js';
export type { LetterboxPlacement } from './image/placements.js';
export type { PrepareImage, PrepareImageOptions } from './image/prepare-image.js';
export { stretch } from './image/stretch.js';
