import { createInterface } from 'node:readline';
import type { FoundRow, VideoFound, VideoRequest, VideoRound, VideoSettings } from '../../protocol/video.js';
import { idleRound, measuredRound } from './measured-round.js';
import type { VideoContender } from './video-contender.js';

/**
 * The main program of a contender: reads the settings, makes the contender, and answers each line on standard input. In between it
 * waits and uses no CPU time.
 */
export async function serveVideo(make: (settings: VideoSettings) => Promise<VideoContender>): Promise<void> {
  const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
  const read = async <T>(): Promise<T | undefined> => {
    const { value, done } = await lines.next();
    return done ? undefined : (JSON.parse(value) as T);
  };
  const settings = await read<VideoSettings>();
  if (!settings) return;
  const contender = await make(settings);
  answer({ ready: true });
  for (let request = await read<VideoRequest>(); request; request = await read<VideoRequest>()) {
    answer(await answerTo(request, contender));
  }
  await contender.close();
}

async function answerTo(request: VideoRequest, contender: VideoContender): Promise<VideoRound | VideoFound> {
  if (request.kind === 'idle') return idleRound(request.milliseconds);
  const { kind, frames } = request;
  if (kind === 'decode') {
    const { decode } = contender;
    if (decode === undefined) throw new Error('this contender does not decode alone');
    return measuredRound((through) => decode(through), frames);
  }
  if (kind === 'detect') return measuredRound((through) => contender.detect(() => through()), frames);
  const found: (readonly FoundRow[])[] = [];
  await contender.detect((rows) => found.push(rows) < frames);
  return { found };
}

function answer(value: object): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}
