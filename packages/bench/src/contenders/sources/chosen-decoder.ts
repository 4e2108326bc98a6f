import { fromVideo, VideoError } from '@ascend-rx/video';
import type { SourcesMeasured } from '../../protocol/sources.js';

/** node-av if it is installed, else the ffmpeg program. */
export async function chosenDecoder(video: string): Promise<SourcesMeasured['decoder']> {
  try {
    for await (const frame of fromVideo(video, { decoder: 'node-av' })) {
      frame.release();
      break;
    }
    return 'node-av';
  } catch (error) {
    if (!(error instanceof VideoError) || error.code !== 'ERR_VIDEO_DECODER') throw error;
    return 'ffmpeg';
  }
}
