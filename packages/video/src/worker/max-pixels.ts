/** The most pixels that FFmpeg may decode: those of a gray picture of so many bytes. Others have more bytes per pixel. */
export const maxPixels = (maxFrameBytes: number): number => Math.min(maxFrameBytes, 2 ** 31 - 1);
