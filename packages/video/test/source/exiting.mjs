// A program that ends in the middle of videos: says which processes it has, and leaves by process.exit, or by an exception.
// Arguments: how to leave, and a list of inputs with their options as JSON.

import { readFileSync } from 'node:fs';
import { helperPid } from '../../dist/helper/ffmpeg-helper.js';
import { fromVideo } from '../../dist/index.js';

const [leave, inputs = '[]'] = process.argv.slice(2);
const begun = JSON.parse(inputs).map(
  ([input, options]) =>
    new Promise((resolve) => {
      // The frame is held: the worker waits for a slot, or for a server that the test has frozen.
      fromVideo(input, { ...options, maxFrames: 1 }).subscribe(resolve);
    }),
);
await Promise.all(begun);
const helper = helperPid();
const children = helper === undefined ? '' : readFileSync(`/proc/${helper}/task/${helper}/children`, 'utf8');
console.log(`${helper ?? ''} ${children}`.trim());
process.stdin.once('data', () => {
  if (leave === 'exit') process.exit(3);
  throw new Error('on purpose');
});
