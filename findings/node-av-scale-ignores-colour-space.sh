#!/usr/bin/env bash
# The colours that node-av's scaler gives, when a frame says by which matrix its colours were encoded.
#
# Versions:  node-av 6.1.1 (FFmpeg 8.1), Linux x64 with glibc.
# A guess:   SoftwareScaleContext.scaleFrame converts a frame by the colour space and the range that the frame has.
# Valid:     a frame of 64 × 64 pixels, yuv420p, limited range, colour space BT.709, all Y = 63, Cb = 102, Cr = 240: the red of
#            BT.709, (254, 0, 0) in RGB.
# In fact:   after getContext(), the way that the documentation shows first, it is (232, 0, 1) whatever the frame says: BT.601. The
#            same call on a context from allocContext() alone gives (254, 0, 0). Neither reports anything.
# Matters:   video of more than 576 lines is BT.709. A model gets colours that it was not trained with: its scores fall, and no
#            error says why.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

npm init --yes >/dev/null
npm install --ignore-scripts --no-audit --no-fund node-av@6.1.1 >/dev/null 2>&1

cat >run.mjs <<'JS'
import * as constants from 'node-av/constants';
import { Frame, SoftwareScaleContext } from 'node-av/lib';

const { AV_PIX_FMT_YUV420P: yuv, AV_PIX_FMT_RGB24: rgb, SWS_BILINEAR: bilinear } = constants;
const size = 64;
const frame = (format) => {
  const made = new Frame();
  made.alloc();
  Object.assign(made, { format, width: size, height: size });
  made.getBuffer();
  return made;
};
const red = frame(yuv);
red.colorSpace = constants.AVCOL_SPC_BT709;
red.colorRange = constants.AVCOL_RANGE_MPEG;
for (const [plane, value] of [63, 102, 240].entries()) red.data[plane].fill(value);

const converted = (context) => {
  const to = frame(rgb);
  context.scaleFrameSync(to, red);
  return [...to.data[0].subarray(0, 3)].join(', ');
};
const named = new SoftwareScaleContext();
named.getContext(size, size, yuv, size, size, rgb, bilinear);
const plain = new SoftwareScaleContext();
plain.allocContext();
console.log('getContext:  ', converted(named));
console.log('allocContext:', converted(plain));
JS

seen=$(node run.mjs)
echo "$seen"

expected="getContext:   232, 0, 1
allocContext: 254, 0, 0"
[ "$seen" = "$expected" ] || { echo 'This has changed.'; exit 1; }
