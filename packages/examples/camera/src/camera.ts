import { basename } from 'node:path';
import type { Model } from '@ascend-rx/core';
import { assertFile, checkModel, readLabels } from '@ascend-rx/example-classify';
import { openDevice } from '@ascend-rx/native';
import { type FrameSource, fromVideo, VideoError, videoUsage } from '@ascend-rx/video';
import { UsageError } from 'ascend-rx/options';
import { ProgressBar } from 'ascend-rx/terminal';
import { Ending } from './ending.js';
import { isFile, isLive, type Options } from './options.js';
import type { Title } from './report/report.js';
import { assertLedger, runCamera } from './run-camera.js';
import { sceneFormat, sceneSeconds } from './scene/scene.js';
import { type SceneFile, writeSceneFile } from './scene/scene-file.js';
import type { Terminal } from './terminal.js';

/**
 * Classifies the frames of a camera, a file or the scene, until it ends or is ended. Then everything is closed, and every frame
 * is accounted for.
 *
 * @return the exit code
 */
export async function camera(options: Options, terminal: Terminal): Promise<number> {
  const { input, model: modelFile } = options;
  if (input !== undefined && isFile(input)) await assertFile(input);
  const labels = options.labels === undefined ? undefined : await readLabels(options.labels);
  await assertFile(modelFile);

  const ending = new Ending();
  let scene: SceneFile | undefined;
  try {
    if (input === undefined) {
      scene = await renderScene(options, ending.signal, terminal);
      if (scene === undefined) return ending.exitCode as number;
    }
    // Before the device is opened, since the decoder may be a process.
    await using source = open(scene?.path ?? (input as string), options);
    await classify(source, labels, options, ending, terminal);
    const { framesAlive } = videoUsage();
    if (framesAlive > 0) throw new Error(`${framesAlive} frames were not released`);
    return ending.exitCode ?? 0;
  } catch (error) {
    // What is wrong with a file or a camera is no fault of the program.
    throw error instanceof VideoError ? new UsageError(error.message, { cause: error }) : error;
  } finally {
    scene?.remove();
    ending.close();
  }
}

/** Opens device and model, and closes them. */
async function classify(
  source: FrameSource,
  labels: readonly string[] | undefined,
  options: Options,
  ending: Ending,
  terminal: Terminal,
): Promise<void> {
  await using device = await openDevice();
  await using model = await device.loadModel(options.model);
  const { output, classes } = checkModel(
    model,
    sideOf(model),
    labels && { file: options.labels as string, count: labels.length },
  );
  const names = labels ?? Array.from({ length: classes }, (_, index) => `class ${index}`);
  const title = { model: basename(options.model), device: device.name, ...titleOf(source, options) };
  await runCamera(source, model, { ...options, names, outputName: output, title }, ending, terminal);
  assertLedger(model, source);
}

async function renderScene(
  { decoder, duration = sceneSeconds }: Options,
  signal: AbortSignal,
  terminal: Terminal,
): Promise<SceneFile | undefined> {
  const bar = new ProgressBar(100);
  terminal.status('rendering a scene');
  try {
    return await writeSceneFile({
      decoder,
      // A second more than is played, so that the end is that of the duration.
      seconds: duration + 1,
      signal,
      onProgress: (done) => bar.update(Math.floor(100 * done)),
    });
  } finally {
    bar.clear();
  }
}

function open(path: string, { input, fast, decoder, transport, attempts }: Options): FrameSource {
  const live = isLive(input);
  return fromVideo(path, {
    decoder,
    transport,
    realTime: !live && !fast,
    // A camera that is joined between two key frames begins with corrupt pictures.
    corrupt: live ? 'drop' : 'mark',
    reconnect: { attempts },
    ...(input === undefined && { label: 'scene' }),
  });
}

function titleOf({ label }: FrameSource, { input, fast }: Options): Pick<Title, 'source' | 'how'> {
  if (isLive(input)) return { source: label, how: '' };
  const { width, height, fps } = sceneFormat;
  return {
    source: input === undefined ? `a scene of ${width}×${height} with ${fps} frames per second` : label,
    how: fast ? 'as fast as it goes' : 'at its own rate',
  };
}

/** Of the picture that the model takes; `checkModel` says what is wrong if it takes none. */
const sideOf = (model: Model): number => model.inputs[0]?.dims[2] ?? 0;
