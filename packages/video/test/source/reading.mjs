// A program that reads one frame, leaves the source, and goes on afterwards. Arguments: the input and the decoder.
import { fromVideo, videoUsage } from '../../dist/index.js';

const [input = '', decoder] = process.argv.slice(2);
const source = fromVideo(input, { decoder: decoder === 'ffmpeg' ? 'ffmpeg' : 'node-av' });
for await (const frame of source) {
  frame.release();
  break;
}
console.log(`after ${source.stats.frames}, ${videoUsage().sources} left`);
