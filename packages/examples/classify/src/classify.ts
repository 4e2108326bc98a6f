import { availableParallelism } from 'node:os';
import { basename } from 'node:path';
import { performance } from 'node:perf_hooks';
import type { Model } from '@ascend-rx/core';
import { openDevice } from '@ascend-rx/native';
import { lastValueFrom, Subject, takeUntil, tap } from 'rxjs';
import { assertFile } from './assert-file.js';
import { checkModel } from './check-model.js';
import type { Options } from './cli/options.js';
import type { Terminal } from './cli/terminal.js';
import { endSoon, type Interruption, interruption$ } from './interruption.js';
import { decodePictures } from './pictures/decode-pictures.js';
import { DecoderPool } from './pictures/decoder-pool.js';
import { FileQueue } from './pictures/file-queue.js';
import { findPictures } from './pictures/find-pictures.js';
import { labelPictures } from './results/label-pictures.js';
import { readLabels } from './results/labels.js';
import { Report } from './results/report.js';

/**
 * Classifies pictures and prints the results.
 *
 * @return the exit code
 */
export async function classify(options: Options, terminal: Terminal): Promise<number> {
  const { labels: labelsFile, model: modelFile, quiet } = options;
  const files = await findPictures(options.paths);
  const labels = labelsFile === undefined ? undefined : await readLabels(labelsFile);
  await assertFile(modelFile);

  await using device = await openDevice();
  await using model = await device.loadModel(modelFile, { slots: options.maxInFlight });
  const { output, classes } = checkModel(
    model,
    options.preprocessing.size,
    labels && { file: labelsFile as string, count: labels.length },
  );
  const report = new Report(terminal, { files, labels, classes, quiet });
  report.begin(`${basename(modelFile)} on ${device.name}`);
  const interruption = await run(files, model, output, options, report);
  return interruption?.exitCode ?? (report.broken > 0 ? 1 : 0);
}

/** @return the interruption that ended the run, if there was one */
async function run(
  files: readonly string[],
  model: Model,
  output: string,
  options: Options,
  report: Report,
): Promise<Interruption | undefined> {
  const workers = Math.min(4, availableParallelism(), files.length);
  const decoders = new DecoderPool(options.preprocessing, workers);
  const released$ = new Subject<void>();
  let interruption: Interruption | undefined;
  const started = performance.now();
  try {
    const pictures$ = decodePictures(new FileQueue(files, options.executeTimes), {
      decode: (file) => decoders.decode(file),
      concurrency: 2 * workers,
      // Enough for every slot of the device and for the pictures that come next; no more of 100,000 files is in memory.
      maxPictures: options.maxInFlight + 2 * workers,
      released$,
      onBroken: (file, error) => report.unreadable(file, error),
    });
    const labelled$ = pictures$.pipe(
      labelPictures(model, { ...options, output, outputKind: options.output }),
      tap((picture) => {
        report.result(picture);
        released$.next();
      }),
      takeUntil(
        interruption$.pipe(
          tap((cause) => {
            interruption = cause;
            endSoon(cause);
          }),
        ),
      ),
    );
    await lastValueFrom(labelled$, { defaultValue: undefined });
    const seconds = (performance.now() - started) / 1000;
    report.end({ callbacks: model.stats().callbacks, seconds, interrupted: interruption !== undefined });
    return interruption;
  } finally {
    await decoders.close();
  }
}
