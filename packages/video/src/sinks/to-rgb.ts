import { prepareFrame } from '@ascend-rx/native/frames';
import type { FrameImage } from '../frames/frame-image.js';

/** The pixels of a picture as R, G, B without padding, in memory of its own. Native threads make them. */
export async function toRgb(image: FrameImage): Promise<Uint8Array<ArrayBuffer>> {
  const { width, height } = image;
  const data = new Uint8Array(3 * width * height);
  const all = { left: 0, top: 0, width, height };
  await prepareFrame(image, { width, height, type: 'uint8', layout: 'nhwc', channels: 'rgb' }, [
    { source: all, content: all, data },
  ]);
  return data;
}
