// Frames

export type { Frame } from './frames/frame.js';
export type { ColorRange, ColorSpace, FrameImage, PixelFormat } from './frames/frame-image.js';
