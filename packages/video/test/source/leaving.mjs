// A program that leaves its source, or ends, at each moment of opening it. Arguments: the input, the decoder, how: `close` (one source after
// another, each closed a little later) or `exit`, and for `exit` after how many milliseconds.
import { setTimeout as sleep } from 'node:timers/promises';
import { fromVideo } from '../../dist/index.js';

const [input = '', decoder, how, after] = process.argv.slice(2);
const open = () => {
  const source = fromVideo(input, { decoder: decoder === 'ffmpeg' ? 'ffmpeg' : 'node-av' });
  source.subscribe((frame) => frame.release());
  return source;
};
if (how === 'exit') {
  open();
  await sleep(Number(after));
  process.exit(3);
}
for (let n = 0; n < 40; n += 1) {
  const source = open();
  await sleep(4 * n);
  await source.close();
}
console.log('closed');
