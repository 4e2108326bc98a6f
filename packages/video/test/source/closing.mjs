// A program that closes its source and has nothing else to do meanwhile. Arguments: the input, and the decoder.
import { spawn } from 'node:child_process';
import { helperPid } from '../../dist/helper/ffmpeg-helper.js';
import { fromVideo } from '../../dist/index.js';

const [input = '', decoder] = process.argv.slice(2);
const source = fromVideo(input, { decoder: decoder === 'ffmpeg' ? 'ffmpeg' : 'node-av' });
for await (const frame of source) {
  frame.release();
  // The helper answers later than the thread of the source ends.
  const pid = helperPid();
  if (pid !== undefined) {
    process.kill(pid, 'SIGSTOP');
    spawn('sh', ['-c', `sleep 0.5; kill -CONT ${pid}`], { detached: true, stdio: 'ignore' }).unref();
  }
  break;
}
await source.close();
console.log('closed');
