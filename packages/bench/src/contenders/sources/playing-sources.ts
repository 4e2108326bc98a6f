// Each file is played at its own rate, again and again, by a pipeline of its own on one model. The frames of the files are due in
// turn, as those of cameras that know nothing of each other. In one half of each round, one more source waits for a server that
// never sends a picture. A small file is read every 20 ms, as a program beside the pipelines would.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Model } from '@ascend-rx/core';
import { type Frame, fromVideo, inferFramesFrom, letterbox, videoUsage } from '@ascend-rx/video';
import { lastValueFrom, Subject, take } from 'rxjs';
import type { SourcesMeasured, SourcesRound, SourcesSettings } from '../../protocol/sources.js';
import { p99, readFileTimes } from './read-file-times.js';

/** Sources that have been made, and not yet opened. */
export interface PlayingSources {
  readonly maxFrames: number;
  /** How long reads of a file take, in ms, while only the stalled source waits. */
  stalledAlone(model: Model): Promise<number[]>;
  /** Plays all of them for a warm-up and then round after round, and gives what each round has shown. */
  play(model: Model): Promise<SourcesRound[]>;
  close(): Promise<void>;
}

export function openSources(
  { videos, stalled, fps, rounds, roundMs, warmUpMs }: SourcesSettings,
  decoder: SourcesMeasured['decoder'],
): PlayingSources {
  const maxFrames = 4;
  const files = videos.map((video) => fromVideo(video, { decoder, maxFrames }));
  const ninth = fromVideo(stalled, { decoder, maxFrames });
  const results = videos.map(() => 0);
  const dueTimes = new WeakMap<Frame, number>();
  let lateMs: number[] = [];
  let framesAlive = 0;

  const configFor = (model: Model) => ({ prepare: letterbox(model), maxInFlight: 2 });
  /** When it has started: a thread that starts, and loads a decoder, takes a core for a moment. */
  async function waitForNinth(model: Model) {
    const waiting = inferFramesFrom(ninth, model, configFor(model)).subscribe();
    await sleep(warmUpMs);
    return waiting;
  }

  /** `started`: each file has had a result. */
  function begin(model: Model) {
    const config = configFor(model);
    const started = new Subject<void>();
    const played = files.map((source, n) =>
      inferFramesFrom(paced(source, fps, n / files.length, dueTimes), model, config).subscribe((result) => {
        if (results[n] === 0) started.next();
        results[n] = (results[n] ?? 0) + 1;
        lateMs.push(performance.now() - (dueTimes.get(result.source) ?? Number.NaN));
        framesAlive = Math.max(framesAlive, videoUsage().framesAlive);
      }),
    );
    return { playing: played, started: lastValueFrom(started.pipe(take(files.length))) };
  }

  /** Every second round has its halves in the reverse order. */
  async function round(model: Model, isReversed: boolean): Promise<SourcesRound> {
    const filesAlone = async () => p99(await readFileTimes(roundMs));
    const first = isReversed ? await filesAlone() : undefined;
    const waiting = await waitForNinth(model);
    const measured = await half();
    waiting.unsubscribe();
    return { ...measured, filesReadFileP99Ms: first ?? (await filesAlone()) };
  }

  async function half(): Promise<Omit<SourcesRound, 'filesReadFileP99Ms'>> {
    const before = [...results];
    lateMs = [];
    framesAlive = 0;
    const cpu = process.cpuUsage();
    const start = performance.now();
    const times = await readFileTimes(roundMs);
    const seconds = (performance.now() - start) / 1000;
    const { user, system } = process.cpuUsage(cpu);
    return {
      slowestPerSecond: Math.min(...results.map((count, n) => (count - (before[n] ?? 0)) / seconds)),
      lateP99Ms: p99(lateMs),
      readFileP99Ms: p99(times),
      framesAlive,
      residentMB: process.memoryUsage.rss() / 2 ** 20,
      cores: (user + system) / 1e6 / seconds,
    };
  }

  return {
    maxFrames,
    async stalledAlone(model) {
      const waiting = await waitForNinth(model);
      const times = await readFileTimes(roundMs);
      waiting.unsubscribe();
      return times;
    },
    async play(model) {
      const { playing, started } = begin(model);
      // On a busy machine, opening them takes longer than any warm-up.
      await started;
      await sleep(warmUpMs);
      const measured: SourcesRound[] = [];
      for (let n = 0; n < rounds; n += 1) measured.push(await round(model, n % 2 === 1));
      for (const each of playing) each.unsubscribe();
      return measured;
    },
    async close() {
      await Promise.all([...files, ninth].map((source) => source.close()));
    },
  };
}

/** The frames of a file at the rate at which it is played, without an end. */
async function* paced(
  source: AsyncIterable<Frame>,
  fps: number,
  phase: number,
  dueTimes: WeakMap<Frame, number>,
): AsyncGenerator<Frame> {
  const start = performance.now() + (phase * 1000) / fps;
  for (let n = 0; ; ) {
    for await (const frame of source) {
      const due = start + (n * 1000) / fps;
      n += 1;
      await sleep(Math.max(0, due - performance.now()));
      dueTimes.set(frame, due);
      yield frame;
    }
  }
}
