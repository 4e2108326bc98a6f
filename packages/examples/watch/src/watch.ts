import { basename } from 'node:path';
import type { Writable } from 'node:stream';
import { Ending, isFile, isLive, type Terminal } from '@ascend-rx/example-camera';
import { assertFile, shapes } from '@ascend-rx/example-classify';
import { type Device, openDevice } from '@ascend-rx/native';
import {
  annotate,
  type FrameSource,
  fromVideo,
  jsonLines,
  loadYolo,
  startFfmpegHelper,
  toVideo,
  VideoError,
  videoUsage,
} from '@ascend-rx/video';
import { UsageError } from 'ascend-rx/options';
import { catchError, EMPTY, lastValueFrom, map, merge, type Observable, takeUntil, tap, timer } from 'rxjs';
import { Classifier } from './classifier.js';
import { detectorFolder, sceneVideo } from './files.js';
import type { Options } from './options.js';
import { type Counts, frameLine, Report } from './report.js';
import { readSceneTruth } from './scene/read-scene-truth.js';
import { type Watched, type WatchedFrame, watchFrames } from './watch-frames.js';

/**
 * Watches the frames of a camera, a file or the scene, until it ends or is ended. Then everything is closed.
 *
 * @param output gets the lines of `--json`
 * @return the exit code
 */
export async function watch(options: Options, terminal: Terminal, output: Writable): Promise<number> {
  const { input, model = detectorFolder } = options;
  if (input !== undefined && isFile(input)) await assertFile(input);
  const ending = new Ending();
  try {
    // Before the device is opened, since decoder and encoder may be processes.
    if (options.save !== undefined) startFfmpegHelper();
    await using source = open(options);
    await using device = await openDevice();
    await run(source, device, model, options, ending, terminal, output);
    return ending.exitCode ?? 0;
  } catch (error) {
    // What is wrong with a file or a camera is no fault of the program.
    throw error instanceof VideoError ? new UsageError(error.message, { cause: error }) : error;
  } finally {
    ending.close();
    const { framesAlive } = videoUsage();
    if (framesAlive > 0) terminal.note(`${framesAlive} frames were not released`);
  }
}

async function run(
  source: FrameSource,
  device: Device,
  model: string,
  { input, line, realTime, json, duration, save }: Options,
  ending: Ending,
  terminal: Terminal,
  output: Writable,
): Promise<void> {
  // A tracker wants scores that are too low for a detection of their own.
  const detector = await loadYolo(device, model, { scoreThreshold: 0.1 });
  const classifier = await Classifier.load(device);
  const report = new Report({ print: terminal.print, json });
  report.begin({
    detector: basename(model),
    classifier: basename(shapes.model),
    device: device.name,
    source: input === undefined ? 'the scene of this example' : source.label,
  });
  const stop$ = merge(ending.stop$, duration === undefined ? EMPTY : timer(1000 * duration));
  const watched$ = watchFrames(source, detector, classifier, {
    line,
    dropsFrames: realTime || isLive(input),
    onDrop: (cause) => report.dropped(cause),
  });
  try {
    // Ended here, so that a video has what has been seen until then.
    const seen$ = watched$.pipe(
      takeUntil(stop$),
      tap((frame) => report.frame(frame)),
    );
    const written$ = json ? written(seen$, output) : seen$;
    await lastValueFrom(save === undefined ? written$ : saved(written$, save), { defaultValue: undefined });
  } finally {
    await source.close();
    await classifier.close();
    await detector.model.close();
    const isWhole = ending.exitCode === undefined && duration === undefined && !realTime;
    report.end(input === undefined && line === undefined && isWhole ? countsOfScene() : undefined);
  }
}

/** Writes a line for each frame, until the reader has closed the pipe (`| head`). */
function written(seen$: Observable<WatchedFrame>, output: Writable): Observable<WatchedFrame> {
  return seen$.pipe(
    jsonLines(output, { select: frameLine, digits: 3 }),
    catchError((error) => {
      if (error?.cause?.code === 'EPIPE') return EMPTY;
      throw error;
    }),
  );
}

/** Writes the video with boxes, labels and ids. */
function saved(seen$: Observable<WatchedFrame>, path: string): Observable<unknown> {
  return seen$.pipe(
    map((frame) => ({ ...frame, tracks: frame.objects })),
    annotate({ label: labelOf }),
    toVideo(path),
  );
}

function labelOf(found: object): string {
  const { id, name, label } = found as Watched;
  return `#${id} ${name}${label === undefined || label === name ? '' : `/${label}`}`;
}

function open({ input, realTime, decoder, transport, attempts }: Options): FrameSource {
  const live = isLive(input);
  return fromVideo(input ?? sceneVideo, {
    decoder,
    transport,
    realTime: !live && realTime,
    // A camera that is joined between two key frames begins with corrupt pictures.
    corrupt: live ? 'drop' : 'mark',
    reconnect: { attempts },
    ...(input === undefined && { label: 'scene' }),
  });
}

function countsOfScene(): Counts {
  const { crossings, shapes: names } = readSceneTruth();
  const counts: Record<'left' | 'right', Record<string, number>> = { left: {}, right: {} };
  for (const { id, direction } of crossings) {
    const name = names[id] as string;
    counts[direction][name] = (counts[direction][name] ?? 0) + 1;
  }
  return counts;
}
