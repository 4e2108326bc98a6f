import { VideoError } from '../errors/video-error.js';
import { runProgram } from './run-program.js';

const known = new Map<string, Promise<string>>();

/** Whether a program has the encoder of this name. It is asked once. Throws ERR_VIDEO_ENCODER if it cannot be started. */
export async function hasEncoder(program: string, name: string): Promise<boolean> {
  const list = known.get(program) ?? encodersOf(program);
  known.set(program, list);
  list.catch(() => known.delete(program));
  return new RegExp(`^ V\\S* ${name} `, 'm').test(await list);
}

async function encodersOf(program: string): Promise<string> {
  const run = runProgram(program, ['-hide_banner', '-encoders'], false);
  const { code, error, output } = await run.ended;
  if (error !== undefined) throw new VideoError('ERR_VIDEO_ENCODER', error);
  if (code !== 0)
    throw new VideoError(
      'ERR_VIDEO_ENCODER',
      `The program ${program} does not list its encoders, as ffmpeg does.`,
    );
  return output;
}
