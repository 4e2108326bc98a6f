// A program that ends in the middle of a video: says which processes it has, and leaves by process.exit, or by an exception.
// Arguments: the input, the decoder, and how to leave.

import { readFileSync } from 'node:fs';
import { helperPid } from '../../dist/helper/ffmpeg-helper.js';
import { fromVideo } from '../../dist/index.js';

const [input = '', decoder, leave] = process.argv.slice(2);
const source = fromVideo(input, { decoder: decoder === 'ffmpeg' ? 'ffmpeg' : 'node-av', maxFrames: 1 });
source.subscribe(() => {
  const helper = helperPid();
  const children =
    helper === undefined ? '' : readFileSync(`/proc/${helper}/task/${helper}/children`, 'utf8');
  console.log(`${helper ?? ''} ${children}`.trim());
  // The frame is held: the worker waits for a slot, or for a server that the test has frozen.
  process.stdin.once('data', () => {
    if (leave === 'exit') process.exit(3);
    throw new Error('on purpose');
  });
});
