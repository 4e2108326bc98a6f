#!/usr/bin/env bash
# Which demuxer FFmpeg takes for a JPEG picture.
#
# Versions:  FFmpeg 8.1 of node-av 6.1.1, Linux x64 with glibc. FFmpeg 5.1 of Debian 12 does the same.
# A guess:   it is the same one for every JPEG picture named x.jpg: jpeg_pipe, as it is png_pipe for PNG.
# Valid:     baseline JPEG pictures, encoded by sharp 0.35.5, of 16 × 16 pixels and of 320 × 240 pixels of noise.
# In fact:   FFmpeg looks at 2,048 bytes first. If the end of the picture is among them, it is jpeg_pipe; else the name decides, and it
#            is image2, the reader of image sequences. So the option format_whitelist=jpeg_pipe permits small pictures and refuses
#            large ones, with "Invalid argument".
# Matters:   image2 reads further files by patterns, so a program that reads files of others leaves it out of its list of formats. Its
#            tests have small pictures and pass; the pictures of its users are refused. It has to name the format itself.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

npm init --yes >/dev/null
npm install --ignore-scripts --no-audit --no-fund node-av@6.1.1 sharp@0.35.5 >/dev/null 2>&1

cat >run.mjs <<'JS'
import { statSync } from 'node:fs';
import { Dictionary, FFmpegError, FormatContext, Log } from 'node-av/lib';
import { AV_LOG_QUIET } from 'node-av/constants';
import sharp from 'sharp';

Log.setLevel(AV_LOG_QUIET);
const noise = { type: 'gaussian', mean: 128, sigma: 40 };
const pictures = { 'small.jpg': [16, 16], 'large.jpg': [320, 240] };
for (const [name, [width, height]] of Object.entries(pictures)) {
  await sharp({ create: { width, height, channels: 3, noise, background: 'gray' } }).jpeg().toFile(name);
  const open = (options) => {
    const format = new FormatContext();
    format.allocContext();
    const opened = format.openInputSync(`file:${name}`, null, options);
    const said = opened < 0 ? new FFmpegError(opened).message : format.iformat.name;
    if (opened >= 0) format.closeInputSync();
    return said;
  };
  const bytes = statSync(name).size > 2048 ? 'more than 2,048 bytes' : 'at most 2,048 bytes';
  const listed = open(Dictionary.fromObject({ format_whitelist: 'jpeg_pipe' }));
  console.log(`${name}, ${bytes}: ${open(null)}; where only jpeg_pipe is permitted: ${listed}`);
}
JS

seen=$(node run.mjs)
echo "$seen"

expected="small.jpg, at most 2,048 bytes: jpeg_pipe; where only jpeg_pipe is permitted: jpeg_pipe
large.jpg, more than 2,048 bytes: image2; where only jpeg_pipe is permitted: Invalid argument"
[ "$seen" = "$expected" ] || { echo 'This has changed.'; exit 1; }
