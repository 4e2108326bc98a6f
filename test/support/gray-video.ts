import { openEncoder } from '@ascend-rx/example-camera';

/** The gray of a frame, 0 to 255: not near that of the frames before and after it. */
export const grayOf = (number: number): number => 20 + ((37 * number) % 200);

/** Writes a video of 64 × 64 pixels whose frames are gray, each as {@link grayOf} says. Without the ffmpeg program. */
export async function writeGrayVideo(path: string, frames: number, fps: number): Promise<void> {
  const [width, height] = [64, 64];
  const encoder = await openEncoder(path, { width, height, fps }, 'node-av');
  for (let number = 0; number < frames; number += 1)
    await encoder.write(new Uint8Array(3 * width * height).fill(grayOf(number)));
  await encoder.end();
}
