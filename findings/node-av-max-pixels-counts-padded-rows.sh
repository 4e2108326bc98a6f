#!/usr/bin/env bash
# Which pictures the decoders of node-av take if max_pixels is the number of their pixels.
#
# Versions:  node-av 6.1.1 (FFmpeg 8.1), Linux x64 with glibc.
# A guess:   a decoder with max_pixels = 1366 · 768 decodes a picture of 1366 × 768, and none that is larger.
# Valid:     a sound MPEG-4 picture of that size, made by node-av's own encoder, and nothing but that option.
# In fact:   it refuses the picture, with "Invalid argument": it counts rows as it would allocate them, 1408 × 768. With
#            max_pixels = 1408 · 768 it decodes it. A picture of 1280 × 720, whose rows are not padded, is decoded with exactly
#            its number of pixels.
# Matters:   whoever bounds memory by the size that a camera is known to have gets no picture, for some widths only, and an error that
#            does not say why.
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

function encoded(width, height) {
  const encoder = new av.CodecContext();
  const codec = av.Codec.findEncoder(c.AV_CODEC_ID_MPEG4);
  encoder.allocContext3(codec);
  Object.assign(encoder, { width, height, timeBase: new av.Rational(1, 25) });
  encoder.pixelFormat = c.AV_PIX_FMT_YUV420P;
  encoder.maxBFrames = 0;
  av.FFmpegError.throwIfError(encoder.open2Sync(codec, null));
  const frame = new av.Frame();
  frame.alloc();
  Object.assign(frame, { width, height, format: c.AV_PIX_FMT_YUV420P });
  frame.getBuffer(0);
  for (const plane of frame.data) plane?.fill(128);
  frame.pts = 0n;
  encoder.sendFrameSync(frame);
  encoder.sendFrameSync(null);
  const packet = new av.Packet();
  packet.alloc();
  av.FFmpegError.throwIfError(encoder.receivePacketSync(packet));
  encoder.freeContext();
  frame.free();
  return packet;
}

function decoded(width, height, maxPixels) {
  const packet = encoded(width, height);
  const decoder = new av.CodecContext();
  const codec = av.Codec.findDecoder(c.AV_CODEC_ID_MPEG4);
  decoder.allocContext3(codec);
  decoder.setOption('max_pixels', String(maxPixels));
  av.FFmpegError.throwIfError(decoder.open2Sync(codec, null));
  const frame = new av.Frame();
  frame.alloc();
  const sent = decoder.sendPacketSync(packet);
  decoder.sendPacketSync(null);
  const received = decoder.receiveFrameSync(frame);
  const seen = received >= 0 ? `${frame.width} × ${frame.height}` : `none (${sent})`;
  frame.free();
  packet.free();
  decoder.freeContext();
  return seen;
}

console.log('1366 × 768, max_pixels 1366 · 768:', decoded(1366, 768, 1366 * 768));
console.log('1366 × 768, max_pixels 1408 · 768:', decoded(1366, 768, 1408 * 768));
console.log('1280 × 720, max_pixels 1280 · 720:', decoded(1280, 720, 1280 * 720));
JS

seen=$(node run.mjs)
echo "$seen"

expected="1366 × 768, max_pixels 1366 · 768: none (-22)
1366 × 768, max_pixels 1408 · 768: 1366 × 768
1280 × 720, max_pixels 1280 · 720: 1280 × 720"
[ "$seen" = "$expected" ] || { echo 'This has changed.'; exit 1; }
