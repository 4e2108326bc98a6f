import type { VideoEncoder, VideoFormat } from './video-encoder.js';

/**
 * Encodes H.264 in this process, by node-av: MPEG-4 where its build has no x264.
 *
 * @param path of an .mp4 file
 * @throws the error of the import if node-av is not installed
 */
export async function nodeAvEncoder(path: string, format: VideoFormat): Promise<VideoEncoder> {
  // Not at the top: the ffmpeg program can be used without node-av.
  const lib = await import('node-av/lib');
  const constants = await import('node-av/constants');
  lib.Log.setLevel(constants.AV_LOG_QUIET);
  const { width, height, fps } = format;
  const timeBase = new lib.Rational(1, fps);
  const check = (result: number) => lib.FFmpegError.throwIfError(result, path);

  const codec =
    lib.Codec.findEncoderByName(constants.FF_ENCODER_LIBX264) ??
    lib.Codec.findEncoder(constants.AV_CODEC_ID_MPEG4);
  if (codec === null) throw new Error('node-av has no encoder for H.264 or MPEG-4');
  const encoder = new lib.CodecContext();
  encoder.allocContext3(codec);
  Object.assign(encoder, { width, height, timeBase, framerate: new lib.Rational(fps, 1) });
  encoder.pixelFormat = constants.AV_PIX_FMT_YUV420P;
  encoder.gopSize = fps;
  encoder.maxBFrames = 0;
  encoder.bitRate = 2_000_000n;
  encoder.setFlags(constants.AV_CODEC_FLAG_GLOBAL_HEADER);
  // An option of x264 alone: another encoder has none of this name.
  encoder.setOption('preset', 'veryfast');
  check(encoder.open2Sync(codec, null));

  const file = new lib.FormatContext();
  check(file.allocOutputContext2(null, 'mp4', path));
  const stream = file.newStream(null);
  check(stream.codecpar.fromContext(encoder));
  stream.timeBase = timeBase;
  check(file.openOutputSync());
  check(file.writeHeaderSync(null));

  const frameOf = (pixelFormat: typeof encoder.pixelFormat) => {
    const frame = new lib.Frame();
    frame.alloc();
    Object.assign(frame, { width, height, format: pixelFormat });
    check(frame.getBuffer(0));
    return frame;
  };
  const rgbFrame = frameOf(constants.AV_PIX_FMT_RGB24);
  const frame = frameOf(constants.AV_PIX_FMT_YUV420P);
  const scaler = new lib.SoftwareScaleContext();
  scaler.getContext(width, height, rgbFrame.format as never, width, height, frame.format as never);
  const packet = new lib.Packet();
  packet.alloc();
  let written = 0n;
  let isOpen = true;

  const encode = (next: typeof frame | null) => {
    check(encoder.sendFrameSync(next));
    for (;;) {
      const received = encoder.receivePacketSync(packet);
      if (received === constants.AVERROR_EAGAIN || received === constants.AVERROR_EOF) return;
      check(received);
      packet.streamIndex = stream.index;
      // Without it the last picture would have no time, and players would leave it out.
      packet.duration = 1n;
      packet.rescaleTs(timeBase, stream.timeBase);
      check(file.interleavedWriteFrameSync(packet));
      packet.unref();
    }
  };
  const close = () => {
    if (!isOpen) return;
    isOpen = false;
    file.closeOutputSync();
    file.freeContext();
    encoder.freeContext();
    scaler.freeContext();
    for (const each of [rgbFrame, frame, packet]) each.free();
  };
  return {
    async write(rgb) {
      check(rgbFrame.makeWritable());
      const [plane] = rgbFrame.data ?? [];
      const [stride = 0] = rgbFrame.linesize;
      for (let y = 0; y < height; y += 1)
        plane?.set(rgb.subarray(3 * width * y, 3 * width * (y + 1)), stride * y);
      // The encoder may still hold what it was given last.
      check(frame.makeWritable());
      check(scaler.scaleFrameSync(frame, rgbFrame));
      frame.pts = written;
      written += 1n;
      encode(frame);
    },
    async end() {
      encode(null);
      check(file.writeTrailerSync());
      close();
    },
    abort: close,
  };
}
