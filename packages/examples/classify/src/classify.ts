// The example itself: an Observable of pictures, through infer(), to an Observable of labels.
import { availableParallelism } from 'node:os';
import { basename } from 'node:path';
import { performance } from 'node:perf_hooks';
import { infer, type Model } from '@ascend-rx/core';
import { openDevice } from '@ascend-rx/native';
import { lastValueFrom, map, type Observable, Subject, scan, startWith, takeUntil, tap } from 'rxjs';
import { checkModel } from './check-model.js';
import type { Options } from './cli/options.js';
import { type Interruption, interruption$ } from './interruption.js';
import { decodePictures } from './pictures/decode-pictures.js';
import { DecoderPool } from './pictures/decoder-pool.js';
import { findPictures } from './pictures/find-pictures.js';
import type { Picture } from './pictures/picture.js';
import { Turns } from './pictures/turns.js';
import { readLabels } from './results/labels.js';
import { shortNames } from './results/short-names.js';
import { summary } from './results/summary.js';
import { Table } from './results/table.js';
import { type Guess, top } from './results/top.js';

/** Where a run writes to. */
export interface Terminal {
  /** Width of the table. */
  readonly columns: number;
  print(text: string): void;
  complain(line: string): void;
}

/** A picture file and what it shows, most likely first. */
interface Labelled {
  readonly file: string;
  readonly guesses: readonly Guess[];
}

/** Pictures in, guesses out, in the same order. */
function label(
  pictures$: Observable<Picture>,
  model: Model,
  { callbackInterval, maxInFlight, output: kind, top: count }: Options,
  output: string,
): Observable<Labelled> {
  return pictures$.pipe(
    infer(model, { inputs: (picture: Picture) => picture.tensor, callbackInterval, maxInFlight }),
    map(({ source, outputs }) => ({
      file: source.file,
      guesses: top(outputs[output]?.data as Float32Array, kind, count),
    })),
  );
}

/** Classifies pictures as the options say and prints what comes out. Resolves to the exit code. */
export async function classify(options: Options, terminal: Terminal): Promise<number> {
  const files = await findPictures(options.paths);
  const labels = options.labels === undefined ? undefined : await readLabels(options.labels);
  await using device = await openDevice();
  await using model = await device.loadModel(options.model);
  const { output, classes } = checkModel(model, options.preprocessing.size, labels?.length);
  const labelOf = (index: number) => labels?.[index] ?? `class ${index}`;
  terminal.print(`${basename(options.model)} on ${device.name}\n`);

  const names = shortNames(files);
  const table = new Table([...names.values()], labels ?? [labelOf(classes - 1)], terminal.columns);
  if (!options.quiet) terminal.print(`\n${table.head()}`);

  const workers = Math.min(4, availableParallelism(), files.length);
  const pool = new DecoderPool(options.preprocessing, workers);
  const released$ = new Subject<void>();
  let broken = 0;
  let interruption: Interruption | undefined;
  const pictures$ = decodePictures(new Turns(files, options.executeTimes), {
    decode: (file) => pool.decode(file),
    atOnce: 2 * workers,
    alive: options.maxInFlight + 2 * workers,
    released$,
    onBroken: (file, { message }) => {
      broken++;
      terminal.complain(`${file}: ${message}`);
    },
  });
  const started = performance.now();
  try {
    const inferences = await lastValueFrom(
      label(pictures$, model, options, output).pipe(
        tap(({ file, guesses }) => {
          const rows = guesses.map(({ index, probability }) => ({ label: labelOf(index), probability }));
          if (!options.quiet) terminal.print(table.block(names.get(file) ?? file, rows));
          released$.next();
        }),
        takeUntil(interruption$.pipe(tap((cause) => (interruption = cause)))),
        scan((count) => count + 1, 0),
        startWith(0),
      ),
    );
    const seconds = (performance.now() - started) / 1000;
    const { callbacks } = model.stats();
    terminal.print(
      summary({ inferences, callbacks, seconds, broken, interrupted: interruption !== undefined }),
    );
  } finally {
    await pool.close();
  }
  return interruption?.exitCode ?? (broken > 0 ? 1 : 0);
}
