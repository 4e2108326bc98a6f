// What a frame looks like in memory: the part that preparing reads, which is declared where it is read.
export type { ColorRange, ColorSpace, FrameImage, PixelFormat } from '@ascend-rx/native/frames';
