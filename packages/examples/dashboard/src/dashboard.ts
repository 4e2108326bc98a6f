import { basename } from 'node:path';
import type { Ledger } from '@ascend-rx/core';
import { Ending, isFile, type Terminal } from '@ascend-rx/example-camera';
import { assertFile } from '@ascend-rx/example-classify';
import { detectorFolder } from '@ascend-rx/example-watch';
import { openDevice } from '@ascend-rx/native';
import { loadYolo, VideoError, videoUsage } from '@ascend-rx/video';
import { UsageError } from 'ascend-rx/options';
import { firstValueFrom, merge } from 'rxjs';
import type { Camera, CameraCounts } from './cameras/camera.js';
import { slotsOf } from './cameras/find-objects.js';
import { openCameras } from './cameras/open-cameras.js';
import { listen } from './http/listen.js';
import { staticFiles } from './http/static-files.js';
import { Live } from './live/live.js';
import { callbackIntervals } from './live/page-message.js';
import { Metrics } from './metrics.js';
import type { Options } from './options.js';
import { runThenEnd } from './run-then-end.js';

/**
 * Serves the page until the user ends it. Then everything is closed, in the reverse order.
 *
 * @return the exit code
 */
export async function dashboard(options: Options, terminal: Terminal): Promise<number> {
  for (const input of options.inputs.filter(isFile)) await assertFile(input);
  const ending = new Ending();
  try {
    await serve(options, ending, terminal);
    return ending.exitCode ?? 0;
  } catch (error) {
    // What is wrong with an input is no fault of the program.
    throw error instanceof VideoError ? new UsageError(error.message, { cause: error }) : error;
  } finally {
    ending.close();
    const { framesAlive } = videoUsage();
    if (framesAlive > 0) terminal.note(`${framesAlive} frames were not released`);
  }
}

async function serve(options: Options, ending: Ending, terminal: Terminal): Promise<void> {
  const files = staticFiles();
  const { model = detectorFolder, token } = options;
  const onFault = (error: unknown) => terminal.note(String((error as Error)?.stack ?? error));

  // Before the device is opened, since decoders may be processes.
  const cameras = openCameras(options, (reason) => terminal.note(reason.replace(/\s*\n\s*/g, ' ')));
  await using _cameras = atEnd(() => Promise.all(cameras.map((camera) => camera.close())));
  await using device = await openDevice();
  // A tracker wants scores that are too low for a detection of their own.
  const detector = await loadYolo(device, model, {
    scoreThreshold: 0.1,
    load: { slots: cameras.length * slotsOf(callbackIntervals.max) },
  });
  const modelName = basename(detector.model.name);
  await using _model = atEnd(() => detector.model.close());
  const live = new Live({ cameras, detector, model: modelName, device: device.name, onFault });
  await using _live = atEnd(() => live.close());
  const metrics = new Metrics({
    ...{ model: detector.model, modelName, cameras },
    clients: () => live.hub.clients,
  });
  await using _metrics = atEnd(() => metrics.close());
  live.eventLoopDelay$.subscribe((delay) => metrics.delay(delay));
  const { hub } = live;
  const server = await listen({ ...options, files, hub, registry: metrics.registry, onFault });
  await using _server = atEnd(() => server.close());

  terminal.print(`${modelName} on ${device.name}\n${server.url}\n`);
  if (token !== undefined) terminal.print(`for the first time: ${server.url}?token=… with your token\n`);
  const run = () => firstValueFrom(merge(ending.stop$, live.run$));
  const end = async () => {
    await live.close();
    terminal.print(`closed: ${sumOf(cameras, detector.model.stats().ledger)}\n`);
  };
  await runThenEnd(run, end, onFault);
}

/**
 * What has become of the frames of all cameras, when nothing runs any more.
 *
 * @throws Error unless each frame that has come has come to one end
 */
function sumOf(cameras: readonly Camera[], { submitted, waiting, inFlight }: Ledger): string {
  const sum = (countOf: (counts: CameraCounts) => number) =>
    cameras.reduce((all, { counts }) => all + countOf(counts), 0);
  const arrived = sum((counts) => counts.arrived);
  const inferred = sum((counts) => counts.inferred);
  const notTaken = sum(({ dropped: { paused, exchange } }) => paused + exchange);
  const dropped = notTaken + sum(({ dropped: { overflow, stale, failure } }) => overflow + stale + failure);
  const cancelled = arrived - inferred - dropped;
  const text = `${arrived} frames, ${inferred} inferred, ${dropped} dropped, ${cancelled} cancelled`;
  if (waiting === 0 && inFlight === 0 && arrived === submitted + notTaken) return text;
  throw new Error(`frames are not accounted for: ${text}; the model was given ${submitted}`);
}

const atEnd = (close: () => unknown): AsyncDisposable => ({
  [Symbol.asyncDispose]: async () => {
    await close();
  },
});
