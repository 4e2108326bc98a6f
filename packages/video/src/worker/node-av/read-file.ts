// A video file or a picture, decoded by node-av. The file is read by JavaScript, within the calls of FFmpeg: FFmpeg gets
// one sequence of bytes and no way to open anything else, whatever the file says.
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { VideoError } from '../../errors/video-error.js';
import type { FrameWriter } from '../../frames/frame-writer.js';
import type { DecodeJob } from '../decode-job.js';
import { formatWhitelist } from '../format-whitelist.js';
import { maxPixels } from '../max-pixels.js';
import { Decoder } from './decoder.js';
import { constant } from './load-node-av.js';
import type { AvFormatContext, AvIoContext, AvPacket, AvStream, NodeAv } from './node-av.js';

const bufferSize = 64 * 1024;
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
  const file = openFile(path);
  const { lib } = av;
  const format: AvFormatContext = new lib.FormatContext();
  const io: AvIoContext = new lib.IOContext();
  const packet: AvPacket = new lib.Packet();
  let decoder: Decoder | undefined;
  try {
    io.allocContextWithCallbacks(bufferSize, 0, reader(av, file, job), null, seeker(av, file));
    format.allocContext();
    format.pb = io;
    const options = lib.Dictionary.fromObject({
      format_whitelist: formatWhitelist,
      protocol_whitelist: 'none',
      max_pixels: maxPixels(job.maxFrameBytes),
    });
    const opened = format.openInputSync('', null, options);
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
      if (read < 0) {
        if (file.failure !== undefined) throw file.failure;
        break; // The end; or the file is cut off, and what was decoded so far stands.
      }
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
    io.freeContext();
    closeSync(file.descriptor);
  }
}

interface OpenFile {
  readonly descriptor: number;
  readonly size: number;
  position: number;
  failure: VideoError | undefined;
}

function openFile(path: string): OpenFile {
  try {
    // A pipe without a writer would block this thread for ever.
    const descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const stat = fstatSync(descriptor);
    if (stat.isFile()) return { descriptor, size: stat.size, position: 0, failure: undefined };
    closeSync(descriptor);
  } catch (error) {
    throw new VideoError('ERR_VIDEO_OPEN', (error as Error).message, { cause: error });
  }
  throw new VideoError('ERR_VIDEO_OPEN', 'It is no regular file.');
}

/** The functions below are called by FFmpeg. They must not throw: FFmpeg would go on with the error pending. */
function reader(av: NodeAv, file: OpenFile, job: DecodeJob) {
  const eof = constant(av, 'AVERROR_EOF');
  const exit = constant(av, 'AVERROR_EXIT');
  return (size: number): Buffer | number => {
    if (job.control.stopped) return exit;
    try {
      const buffer = Buffer.allocUnsafe(size);
      const length = readSync(file.descriptor, buffer, 0, size, file.position);
      file.position += length;
      return length === 0 ? eof : buffer.subarray(0, length);
    } catch (error) {
      file.failure = new VideoError('ERR_VIDEO_DECODE', (error as Error).message);
      return exit;
    }
  };
}

function seeker(av: NodeAv, file: OpenFile) {
  const size = constant(av, 'AVSEEK_SIZE');
  const [fromCurrent, fromEnd] = [1, 2];
  return (offset: bigint, whence: number): bigint | number => {
    if (whence === size) return BigInt(file.size);
    const base = whence === fromCurrent ? file.position : whence === fromEnd ? file.size : 0;
    const position = base + Number(offset);
    if (position < 0) return -1;
    file.position = position;
    return BigInt(position);
  };
}

function unreadable(av: NodeAv, code: number): VideoError {
  return new VideoError(
    'ERR_VIDEO_OPEN',
    `It is no video or picture that can be read: ${new av.lib.FFmpegError(code).message}.`,
  );
}
