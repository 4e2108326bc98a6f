// A program that closes its source and has nothing else to do meanwhile. Arguments: the input, and the decoder.
import { fromVideo } from '../../dist/index.js';

const [input = '', decoder] = process.argv.slice(2);
const source = fromVideo(input, { decoder: decoder === 'ffmpeg' ? 'ffmpeg' : 'node-av' });
for await (const frame of source) {
  frame.release();
  break;
}
await source.close();
console.log('closed');
