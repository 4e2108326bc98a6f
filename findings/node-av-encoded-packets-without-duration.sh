#!/usr/bin/env bash
# How long the pictures are that an encoder of node-av gives, and what becomes of the last one in an .mp4 file.
#
# Versions:  node-av 6.1.1, Linux x64 with glibc.
# A guess:   an encoder whose time base and frame rate are set gives packets with the duration of one picture, as the ffmpeg program
#            writes them; a file of 25 pictures is one second long, and all 25 come back.
# Valid:     25 pictures of 64 × 64 pixels, pts 0 to 24 in a time base of 1/25, MPEG-4, written by the low-level interface in the
#            order of FFmpeg's own example.
# In fact:   packet.duration is 0. The last picture gets no time in the file, which is 0.96 s long instead of 1, as if it had 24
#            pictures. With packet.duration = 1n before the times are rescaled, it is 1 s.
# Matters:   whoever reads the file up to its length, or adds lengths of recordings up, loses a picture of each.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

npm init --yes >/dev/null
npm install --ignore-scripts --no-audit --no-fund node-av@6.1.1 >/dev/null 2>&1

cat >run.mjs <<'JS'
import * as c from 'node-av/constants';
import * as av from 'node-av/lib';

av.Log.setLevel(c.AV_LOG_QUIET);
const durations = new Set();

function write(path, own) {
  const encoder = new av.CodecContext();
  const codec = av.Codec.findEncoder(c.AV_CODEC_ID_MPEG4);
  encoder.allocContext3(codec);
  const timeBase = new av.Rational(1, 25);
  Object.assign(encoder, { width: 64, height: 64, timeBase, framerate: new av.Rational(25, 1) });
  encoder.pixelFormat = c.AV_PIX_FMT_YUV420P;
  encoder.maxBFrames = 0;
  encoder.setFlags(c.AV_CODEC_FLAG_GLOBAL_HEADER);
  av.FFmpegError.throwIfError(encoder.open2Sync(codec, null));
  const file = new av.FormatContext();
  file.allocOutputContext2(null, 'mp4', path);
  const stream = file.newStream(null);
  stream.codecpar.fromContext(encoder);
  stream.timeBase = timeBase;
  file.openOutputSync();
  av.FFmpegError.throwIfError(file.writeHeaderSync(null));
  const frame = new av.Frame();
  frame.alloc();
  Object.assign(frame, { width: 64, height: 64, format: c.AV_PIX_FMT_YUV420P });
  frame.getBuffer(0);
  const packet = new av.Packet();
  packet.alloc();
  const drain = () => {
    while (encoder.receivePacketSync(packet) >= 0) {
      if (!own) durations.add(packet.duration);
      packet.streamIndex = stream.index;
      if (own) packet.duration = 1n;
      packet.rescaleTs(timeBase, stream.timeBase);
      file.interleavedWriteFrameSync(packet);
      packet.unref();
    }
  };
  for (let n = 0n; n < 25n; n += 1n) {
    frame.makeWritable();
    for (const plane of frame.data) plane?.fill(Number(10n * n));
    frame.pts = n;
    encoder.sendFrameSync(frame);
    drain();
  }
  encoder.sendFrameSync(null);
  drain();
  file.writeTrailerSync();
  file.closeOutputSync();
  for (const each of [frame, packet]) each.free();
  encoder.freeContext();
  file.freeContext();
}

async function lengthOf(path) {
  const input = new av.FormatContext();
  input.allocContext();
  av.FFmpegError.throwIfError(await input.openInput(path, null, null));
  av.FFmpegError.throwIfError(await input.findStreamInfo(null));
  const [{ duration, timeBase }] = input.streams;
  await input.closeInput();
  return (Number(duration) * timeBase.num) / timeBase.den;
}

write('plain.mp4', false);
write('own.mp4', true);
console.log('durations of the packets:', [...durations].join(', '));
console.log('length of the file, in seconds:', await lengthOf('plain.mp4'));
console.log('with a duration that the program sets:', await lengthOf('own.mp4'));
JS

seen=$(node run.mjs)
echo "$seen"

expected="durations of the packets: 0
length of the file, in seconds: 0.96
with a duration that the program sets: 1"
[ "$seen" = "$expected" ] || { echo 'This has changed.'; exit 1; }
