import type { Frame, FrameSource, VideoError } from '../../src/index.js';

export interface Collected {
  frames: { width: number; height: number; pts: number; index: number; corrupt: boolean; luma: Buffer }[];
  error: VideoError | undefined;
}

/** The first plane without padding, as the frame may be released afterwards. */
export function lumaOf({ planes, strides, width, height, pixelFormat }: Frame): Buffer {
  const row = pixelFormat === 'rgb24' || pixelFormat === 'bgr24' ? 3 * width : width;
  const rows = Array.from({ length: height }, (_, y) =>
    Buffer.from(
      (planes[0] as Uint8Array).slice(y * (strides[0] as number), y * (strides[0] as number) + row),
    ),
  );
  return Buffer.concat(rows);
}

/** Reads a source to its end, or `limit` frames of it, and releases the frames. */
export async function collect(source: FrameSource, limit = Number.POSITIVE_INFINITY): Promise<Collected> {
  const result: Collected = { frames: [], error: undefined };
  try {
    for await (const frame of source) {
      const { width, height, pts, index, corrupt } = frame;
      result.frames.push({ width, height, pts, index, corrupt, luma: lumaOf(frame) });
      frame.release();
      if (result.frames.length === limit) break;
    }
  } catch (error) {
    result.error = error as VideoError;
  }
  await source.close();
  return result;
}
