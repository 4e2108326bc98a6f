// Writes a picture, prints the ids of the helper's programs, and leaves.
import { readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { VideoWriter } from '@ascend-rx/video';
import { helperPid } from '../../dist/helper/ffmpeg-helper.js';

const writer = new VideoWriter(process.argv[2]);
const planes = [new Uint8Array(64 * 48)];
await writer.write({ planes, strides: [64], width: 64, height: 48, pixelFormat: 'gray', pts: 0 });
const pid = helperPid();
process.stdout.write(`${pid} ${readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim()}\n`, () =>
  process.exit(),
);
await setTimeout(10_000);
