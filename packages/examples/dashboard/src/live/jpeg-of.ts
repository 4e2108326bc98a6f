import { prepareFrame } from '@ascend-rx/native/frames';
import type { FrameImage } from '@ascend-rx/video';
import sharp from 'sharp';

/** The longer side of a picture for the page, in pixels. */
const longestSide = 640;
const quality = 75;

/** A frame as JPEG, made smaller if it is large. Native threads resize it, and threads of libuv encode it. */
export async function jpegOf(image: FrameImage): Promise<Buffer> {
  const { width, height } = pictureSize(image);
  const data = new Uint8Array(3 * width * height);
  await prepareFrame(image, { width, height, type: 'uint8', layout: 'nhwc', channels: 'rgb' }, [
    {
      source: { left: 0, top: 0, width: image.width, height: image.height },
      content: { left: 0, top: 0, width, height },
      data,
    },
  ]);
  return await sharp(data, { raw: { width, height, channels: 3 } })
    .jpeg({ quality })
    .toBuffer();
}

/** No larger than the page shows, with the sides in proportion. */
export function pictureSize({ width, height }: { readonly width: number; readonly height: number }) {
  const scale = Math.min(1, longestSide / Math.max(width, height));
  const side = (length: number) => Math.max(1, Math.round(scale * length));
  return { width: side(width), height: side(height) };
}
