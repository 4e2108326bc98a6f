import type { InferResult, Model } from '@ascend-rx/core';
import { top } from '@ascend-rx/example-classify';
import type { Frame, FrameSource, SourceState } from '@ascend-rx/video';
import { first, interval, lastValueFrom, merge, share, switchMap, takeUntil, tap, timer } from 'rxjs';
import { CaptureClock } from './capture-clock.js';
import { classifyFrames } from './classify-frames.js';
import type { Ending } from './ending.js';
import { isLive, type Options } from './options.js';
import { Report, type Title } from './report/report.js';
import { labelAt } from './scene/scene.js';
import type { Terminal } from './terminal.js';

export interface RunOptions extends Options {
  /** Of the classes, in the order of the model's outputs. */
  readonly names: readonly string[];
  /** The model's output with the scores. */
  readonly outputName: string;
  readonly title: Title;
}

/** Runs the pipeline until it ends, and prints a line per second and a summary. Source and model are the caller's. */
export async function runCamera(
  source: FrameSource,
  model: Model,
  options: RunOptions,
  ending: Ending,
  terminal: Terminal,
): Promise<void> {
  const { duration, fast, input, json, mean, names, std, title } = options;
  const clock = new CaptureClock();
  const report = new Report({ print: terminal.print, json, labels: names, source: () => source.stats });
  let right = 0;
  const onResult = ({ source: frame, outputs, timing }: InferResult<Frame>) => {
    const [guess] = top(outputs[options.outputName]?.data as Float32Array, options.output, 1);
    const { index, probability } = guess as NonNullable<typeof guess>;
    const label = names[index] as string;
    if (label === labelAt(frame.pts)) right += 1;
    const age = fast ? Number.NaN : clock.age(frame.pts, performance.now());
    report.result({ pts: frame.pts, label, probability }, timing.total, age);
  };
  const results$ = classifyFrames(source, model, {
    ...options,
    // The model's mean and scale are for samples of 0 to 255.
    contract: {
      mean: eachOf(mean, (value) => 255 * value),
      scale: eachOf(std, (value) => 1 / (255 * value)),
    },
    onFrame: (frame) => clock.arrived(frame.pts, performance.now()),
    onDrop: (cause) => report.dropped(cause === 'failure' ? 'failed' : cause),
  }).pipe(tap(onResult));

  report.begin(title);
  const live$ = source.state$.pipe(
    first(({ state }) => state === 'live', undefined),
    share(),
  );
  const others = [
    source.state$.subscribe((state) => {
      if (state.state === 'connecting') clock.reset();
      const news = newsOf(state, source.label);
      if (news !== undefined && isLive(input)) terminal.note(news);
    }),
    live$
      .pipe(
        tap(() => report.start()),
        switchMap(() => interval(1000)),
      )
      .subscribe(() => report.second()),
  ];
  const stop$ = merge(
    ending.stop$,
    ...(duration === undefined ? [] : [live$.pipe(switchMap(() => timer(1000 * duration)))]),
  );
  try {
    await lastValueFrom(results$.pipe(takeUntil(stop$)), { defaultValue: undefined });
  } finally {
    for (const other of others) other.unsubscribe();
    await source.close();
    // Also of a camera that is lost in the end.
    report.end({
      cancelled: model.stats().ledger.cancelled,
      right: input === undefined && names.includes(labelAt(0)) ? right : undefined,
      losses: source.stats.losses,
      interrupted: ending.exitCode !== undefined,
    });
  }
}

/** Throws unless every frame that the source has given has come to exactly one end. */
export function assertLedger(model: Model, source: FrameSource): void {
  const { submitted, waiting, inFlight, ...ends } = model.stats().ledger;
  const ended = ends.delivered + ends.dropped + ends.failed + ends.cancelled;
  if (submitted === ended && waiting === 0 && inFlight === 0 && submitted <= source.stats.frames) return;
  throw new Error(`frames are not accounted for: ${JSON.stringify(model.stats().ledger)}`);
}

/** What a user wants to know of a camera. */
function newsOf(state: SourceState, label: string): string | undefined {
  switch (state.state) {
    case 'connecting':
      return state.attempt === 1 ? `connecting to ${label}` : undefined;
    case 'live':
      return `${label} is live`;
    case 'lost':
      return `${state.error.message.replace(/\.$/, '')}; the next attempt is in ${(state.retryIn / 1000).toFixed(1)} s`;
    case 'idle':
      return undefined;
  }
}

const eachOf = (
  [a, b, c]: readonly [number, number, number],
  change: (value: number) => number,
): [number, number, number] => [change(a), change(b), change(c)];
