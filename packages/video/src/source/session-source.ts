import { BehaviorSubject, Observable, type Subscriber } from 'rxjs';
import { VideoError } from '../errors/video-error.js';
import type { Frame } from '../frames/frame.js';
import { nativeReadsSettled } from '../image/native-reads.js';
import type { FrameSource, SourceStats } from './frame-source.js';
import { type OpenSession, type RunEvents, type RunSettings, SourceRun } from './source-run.js';
import type { SourceState } from './source-state.js';

/** The port over any kind of session. */
export class SessionSource extends Observable<Frame> implements FrameSource {
  readonly #state = new BehaviorSubject<SourceState>({ state: 'idle' });
  readonly state$ = this.#state.asObservable();
  readonly #past = { frames: 0, skipped: 0, corruptDropped: 0, losses: 0 };
  #run: SourceRun | undefined;
  /** Those whose threads and processes may still be there. */
  readonly #runs = new Set<SourceRun>();
  #complete: () => void = () => {};
  #closing: Promise<void> | undefined;

  constructor(
    private readonly settings: RunSettings,
    private readonly openSession: OpenSession,
  ) {
    super((subscriber) => this.#push(subscriber));
  }

  get label(): string {
    return this.settings.label;
  }

  get maxFrames(): number {
    return this.settings.maxFrames;
  }

  get stats(): SourceStats {
    const run = this.#run;
    const { frames, skipped, corruptDropped, losses } = this.#past;
    return {
      frames: frames + (run?.frames ?? 0),
      skipped: skipped + (run?.skipped ?? 0),
      corruptDropped: corruptDropped + (run?.corruptDropped ?? 0),
      losses: losses + (run?.losses ?? 0),
    };
  }

  [Symbol.asyncIterator](): AsyncIterator<Frame> {
    return this.#pull();
  }

  close(): Promise<void> {
    this.#closing ??= this.#closeNow();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #closeNow(): Promise<void> {
    const complete = this.#complete;
    const gone = [...this.#runs].map((run) => run.close());
    this.#leave();
    complete();
    await Promise.all(gone);
    await nativeReadsSettled();
    this.#state.complete();
  }

  #push(subscriber: Subscriber<Frame>): () => void {
    const refusal = this.#refusal();
    if (refusal !== undefined) {
      subscriber.error(refusal);
      return () => {};
    }
    const run: SourceRun = this.#start({
      available: () => {
        while (!subscriber.closed) {
          const frame = run.take();
          if (frame === undefined) return;
          subscriber.next(frame);
        }
      },
      over: (error) => {
        this.#leave(run);
        if (error === undefined) subscriber.complete();
        else subscriber.error(error);
      },
    });
    this.#complete = () => subscriber.complete();
    run.start();
    return () => {
      void run.close();
      this.#leave(run);
    };
  }

  #pull(): AsyncIterator<Frame> {
    let run: SourceRun | undefined;
    let isOver = false;
    let error: VideoError | undefined;
    let wake: () => void = () => {};
    const end = async (): Promise<IteratorReturnResult<undefined>> => {
      isOver = true;
      error = undefined;
      const gone = run?.close();
      if (run !== undefined) this.#leave(run);
      wake();
      await gone;
      return { done: true, value: undefined };
    };
    const open = (): SourceRun => {
      const refusal = this.#refusal();
      if (refusal !== undefined) throw refusal;
      const started: SourceRun = this.#start({
        available: () => wake(),
        over: (failure) => {
          isOver = true;
          error = failure;
          wake();
        },
      });
      this.#complete = () => void end();
      started.start();
      return started;
    };
    // Calls of next() that overlap take their turns.
    let turn: Promise<unknown> = Promise.resolve();
    const next = async (): Promise<IteratorResult<Frame>> => {
      if (!isOver) run ??= open();
      for (;;) {
        const frame = run?.take();
        if (frame !== undefined) return { done: false, value: frame };
        if (isOver) {
          const failure = error;
          await end();
          if (failure !== undefined) throw failure;
          return { done: true, value: undefined };
        }
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    };
    return {
      next: () => {
        const result = turn.then(next);
        turn = result.catch(() => {});
        return result;
      },
      return: end,
    };
  }

  #refusal(): VideoError | undefined {
    if (this.#closing !== undefined) return new VideoError('ERR_VIDEO_BUSY', `${this.label} is closed.`);
    if (this.#run === undefined) return undefined;
    const message = `${this.label} is being read already. A source has one consumer: share its frames, or open it twice.`;
    return new VideoError('ERR_VIDEO_BUSY', message);
  }

  #start(events: Omit<RunEvents, 'state'>): SourceRun {
    const run = new SourceRun(this.settings, this.openSession, {
      ...events,
      state: (state) => {
        if (this.#run === run) this.#state.next(state);
      },
    });
    this.#run = run;
    this.#runs.add(run);
    void run.gone.then(() => this.#runs.delete(run));
    return run;
  }

  /** The run is at its end: the next consumer may come. */
  #leave(run = this.#run): void {
    if (run === undefined || run !== this.#run) return;
    this.#run = undefined;
    this.#complete = () => {};
    this.#past.frames += run.frames;
    this.#past.skipped += run.skipped;
    this.#past.corruptDropped += run.corruptDropped;
    this.#past.losses += run.losses;
    this.#state.next({ state: 'idle' });
  }
}
