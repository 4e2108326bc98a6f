import { startFfmpegHelper } from '../helper/ffmpeg-helper.js';
import { chooseDecoder } from './choose-decoder.js';
import { DecodeSession } from './decode-session.js';
import { expandSequence } from './expand-sequence.js';
import type { FrameSource } from './frame-source.js';
import { SessionSource } from './session-source.js';
import type { VideoOptions } from './video-options.js';
import { videoSettings } from './video-settings.js';

/**
 * Makes a source of the frames of a video.
 *
 * | input | what it is |
 * |---|---|
 * | `clip.mp4`, `file:///…` | a video file or a picture |
 * | `frames/%03d.jpg` | an image sequence: from the lowest number to the first gap |
 * | `rtsp://…`, `rtsps://…` | a camera, over TCP or UDP (`transport`) |
 * | `http://…`, `https://…` | motion JPEG; with the ffmpeg program and `live: false` a video file |
 * | `/dev/video0` | a capture device, with the ffmpeg program (never tried on a real one) |
 *
 * A file is read only as far as its frames are released: at most `maxFrames` of them are alive. Of a live source the newest
 * frame wins. It connects again after a loss, and its end is a loss. On unsubscribe, `close` and at the exit of the process the
 * source ends at once, whatever its server does.
 *
 * The input is opened at subscription. Each frame has one reference, which the subscriber gives back: `inferFrames` does
 * that, or call `frame.release()`. Frames lie in memory of JavaScript, never in that of a decoder.
 *
 * __Warning:__ the address of a camera with credentials is on the command line of the ffmpeg program, where other users
 * of the machine can see it. With node-av it stays in this process.
 *
 * ```ts fragment
 * const source = fromVideo('rtsp://camera.local/stream1', { transport: 'udp' });
 * source.state$.subscribe(({ state }) => console.log(state));
 * source.pipe(inferFrames(model, { prepare: letterbox(model), overflow: 'drop-oldest' })).subscribe(show);
 * ```
 *
 * @param input see above. A name that begins with `-`, and an address of another protocol, is refused
 * @param options see {@link VideoOptions}
 * @throws VideoError ERR_VIDEO_INPUT for an input that is refused; TypeError and RangeError for options. The source errors with
 *   ERR_VIDEO_OPEN, ERR_VIDEO_DECODE, ERR_VIDEO_DECODER, ERR_VIDEO_CREDENTIALS, ERR_VIDEO_LIMIT, ERR_VIDEO_LOST and
 *   ERR_VIDEO_BUSY: see {@link VideoError}
 */
export function fromVideo(input: string | URL, options: VideoOptions = {}): FrameSource {
  const settings = videoSettings(input, options);
  if (chooseDecoder(settings) === 'ffmpeg') startFfmpegHelper();
  const { live, threads, corrupt, maxFrameBytes, openTimeout } = settings;
  return new SessionSource(settings, (pool, events) => {
    const decoder = chooseDecoder(settings);
    const expanded = expandSequence(settings.input);
    const job = { decoder, input: expanded, live, threads, corrupt, maxFrameBytes, openTimeout };
    return new DecodeSession(pool, job, settings.ffmpeg, events);
  });
}
