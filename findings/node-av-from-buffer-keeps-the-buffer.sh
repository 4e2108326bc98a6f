#!/usr/bin/env bash
# Whose memory a frame of node-av has after fromBuffer.
#
# Versions:  node-av 6.1.1, Linux x64 with glibc.
# A guess:   what its documentation says: Frame.fromBuffer "copies data from buffer into frame data planes" of allocated buffers, and
#            returns 0 on success.
# Valid:     a gray frame of 64 × 4 pixels with allocated buffers, and a Buffer of its 256 bytes, which stays alive.
# In fact:   it copies nothing. The planes of the frame are the memory of the Buffer from then on: a change of the Buffer is a change
#            of the frame. It returns the number of bytes.
# Matters:   a program that reads the next picture into the same Buffer changes frames that it has handed on, and a frame that lives
#            longer than its Buffer has memory that is nobody's.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

npm init --yes >/dev/null
npm install --ignore-scripts --no-audit --no-fund node-av@6.1.1 >/dev/null 2>&1

cat >run.mjs <<'JS'
import { AV_PIX_FMT_GRAY8 } from 'node-av/constants';
import { Frame } from 'node-av/lib';

const frame = new Frame();
frame.alloc();
Object.assign(frame, { format: AV_PIX_FMT_GRAY8, width: 64, height: 4 });
frame.getBuffer();
const own = frame.data[0].fill(1);
const buffer = Buffer.alloc(256, 7);
console.log('returned:', frame.fromBuffer(buffer));
console.log('the memory that the frame had:', own[0]);
buffer.fill(9);
console.log('the frame after a change of the buffer:', frame.data[0][0], 'of a buffer with', buffer[0]);
JS

seen=$(node run.mjs)
echo "$seen"

expected="returned: 256
the memory that the frame had: 1
the frame after a change of the buffer: 9 of a buffer with 9"
[ "$seen" = "$expected" ] || { echo 'This has changed.'; exit 1; }
