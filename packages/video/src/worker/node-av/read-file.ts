// A video file or a picture, decoded by node-av. FFmpeg may read files, and only containers that name no others. It reads
// regular files alone, which do not block. (Call-backs of JavaScript would give it nothing but bytes, but node-av 6.1.1 aborts
// the process when a thread with such call-backs is terminated.)
import { closeSync, constants, fstatSync, openSync } from 'node:fs';
import { VideoError } from '../../errors/video-error.js';
import type { FrameWriter } from '../../frames/frame-writer.js';
import type { DecodeJob } from '../decode-job.js';
import { formatWhitelist } from '../format-whitelist.js';
import { isJpegFile } from '../is-jpeg-file.js';
import { Decoder } from './decoder.js';
import { constant } from './load-node-av.js';
import type { AvFormatContext, AvPacket, AvStream, NodeAv } from './node-av.js';

/** FFmpeg's value for a time that is not known. */
const noPts = -(2n ** 63n);

/**
 * Reads a file to its end.
 *
 * @param seconds what is added to the pts; without it the first frame is near 0
 * @returns false if the source wants the worker to end
 */
export function readFile(
  av: NodeAv,
  path: string,
  job: DecodeJob,
  writer: FrameWriter,
  seconds?: number,
): boolean {
  assertReadable(path);
  const { lib } = av;
  const format: AvFormatContext = new lib.FormatContext();
  const packet: AvPacket = new lib.Packet();
  let decoder: Decoder | undefined;
  try {
    format.allocContext();
    const options = lib.Dictionary.fromObject({
      format_whitelist: formatWhitelist,
      protocol_whitelist: 'file',
      // To look for the streams, FFmpeg would decode pictures of any size. Only our decoder decodes: it has a bound.
      codec_whitelist: 'none',
    });
    const picture = isJpegFile(path) ? lib.InputFormat.findInputFormat('jpeg_pipe') : null;
    const opened = format.openInputSync(`file:${path}`, picture, options);
    if (opened < 0) throw unreadable(av, opened);
    const found = format.findStreamInfoSync();
    if (found < 0) throw unreadable(av, found);
    const best = format.findBestStream(constant(av, 'AVMEDIA_TYPE_VIDEO'), -1, -1);
    const stream: AvStream | undefined = format.streams[best];
    if (best < 0 || stream === undefined)
      throw new VideoError('ERR_VIDEO_OPEN', 'It has no video that can be decoded.');
    const { timeBase, startTime, codecpar } = stream;
    const start = startTime === noPts ? 0 : (Number(startTime) * timeBase.num) / timeBase.den;
    const offset = seconds === undefined ? -start : seconds - start;
    decoder = new Decoder(
      av,
      { codecId: codecpar.codecId, parameters: codecpar, timeBase, offset },
      job,
      writer,
    );
    packet.alloc();
    for (;;) {
      if (job.control.stopped) return false;
      const read = format.readFrameSync(packet);
      if (read < 0) break; // The end; or the file is cut off, and what was decoded so far stands.
      const goOn = packet.streamIndex !== best || decoder.decode(packet);
      packet.unref();
      if (!goOn) return false;
    }
    if (!decoder.decode(null)) return false;
    decoder.assertDecoded();
    return true;
  } finally {
    decoder?.close();
    packet.free();
    format.closeInputSync();
  }
}

function assertReadable(path: string): void {
  let isFile = false;
  try {
    // A pipe without a writer would block this thread for ever.
    const descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    isFile = fstatSync(descriptor).isFile();
    closeSync(descriptor);
  } catch (error) {
    throw new VideoError('ERR_VIDEO_OPEN', (error as Error).message, { cause: error });
  }
  if (!isFile) throw new VideoError('ERR_VIDEO_OPEN', 'It is no regular file.');
}

function unreadable(av: NodeAv, code: number): VideoError {
  return new VideoError(
    'ERR_VIDEO_OPEN',
    `It is no video or picture that can be read: ${new av.lib.FFmpegError(code).message}.`,
  );
}
