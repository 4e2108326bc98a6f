// One worker thread, from its start to its end: an input that is opened once. A reconnection is another session.
import { rmSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { VideoError } from '../errors/video-error.js';
import { sharedKib } from '../frames/frame-memory.js';
import type { FramePool } from '../frames/frame-pool.js';
import { runInHelper } from '../helper/ffmpeg-helper.js';
import { builtFile } from '../util/built-file.js';
import type { FromWorker, JobData, JobSettings, ToWorker } from '../worker/decode-job.js';
import { ffmpegArguments } from '../worker/ffmpeg/ffmpeg-arguments.js';
import type { Session, SessionEvents } from './source-run.js';

/** How long a worker may take to end by itself, in ms. */
const grace = 100;
/** How often a worker that must not be terminated is looked at again, in ms. */
const lookAgain = 5;
/** How long the end of the process waits for a worker that is loading its decoder, in ms. */
const exitPatience = 2000;

/**
 * For the end of the process, in which Node terminates workers: threads that wait for a slot are woken, and those that must not be
 * terminated are waited for.
 */
const open = new Set<DecodeSession>();
process.on('exit', () => {
  for (const session of open) session.wake();
  for (const session of open) session.sealAndWait(exitPatience);
});

export class DecodeSession implements Session {
  /** Resolves when threads and processes of this session are gone. */
  readonly gone: Promise<void>;
  trouble = '';
  readonly #worker: Worker;
  #kill: () => void = () => {};
  #folder: string | undefined;
  #programGone: Promise<void> = Promise.resolve();
  #outcome: { error: VideoError | undefined } | undefined;
  #stopped = false;

  constructor(
    private readonly pool: FramePool,
    settings: JobSettings,
    private readonly ffmpeg: string,
    private readonly events: SessionEvents,
  ) {
    pool.control.restart();
    const data: JobData = {
      ...settings,
      words: pool.control.words,
      sharedKib,
      buffers: pool.buffers,
    };
    this.#worker = new Worker(builtFile('worker/decode-worker'), { workerData: data, execArgv: [] });
    this.#worker.on('message', (message: FromWorker) => this.#receive(message, settings));
    this.#worker.on('error', (error) => {
      this.#outcome ??= { error: new VideoError('ERR_VIDEO_DECODE', error.message, { cause: error }) };
    });
    pool.onFree = () => {
      if (pool.control.wantsMessage) this.#send({ type: 'released' });
    };
    open.add(this);
    this.gone = new Promise<void>((resolve) => this.#worker.once('exit', () => resolve()))
      .then(() => {
        this.#kill();
        return this.#programGone;
      })
      .then(() => {
        open.delete(this);
        // The worker removes it, unless it was terminated.
        if (this.#folder !== undefined) rmSync(this.#folder, { recursive: true, force: true });
        pool.onFree = () => {};
        const died = new VideoError('ERR_VIDEO_DECODE', 'The thread that decodes has ended.');
        if (!this.#stopped) events.over((this.#outcome ?? { error: died }).error);
      });
  }

  /** Ends the thread and the program at once. */
  stop(): Promise<void> {
    if (!this.#stopped) {
      this.#stopped = true;
      this.wake();
      this.#send({ type: 'stop' });
      this.#kill();
      let isGone = false;
      const terminate = () => {
        if (this.pool.control.seal()) void this.#worker.terminate();
        else if (!isGone) setTimeout(terminate, lookAgain).unref();
      };
      const late = setTimeout(terminate, grace);
      late.unref();
      void this.gone.then(() => {
        isGone = true;
        clearTimeout(late);
      });
    }
    return this.gone;
  }

  wake(): void {
    this.pool.control.stop();
  }

  /** Blocks this thread until the worker may be terminated. */
  sealAndWait(patience: number): void {
    this.pool.control.sealAndWait(patience);
  }

  #send(message: ToWorker): void {
    this.#worker.postMessage(message);
  }

  #receive(message: FromWorker, settings: JobSettings): void {
    switch (message.type) {
      case 'frame':
        if (this.#stopped) this.pool.discard(message.frame);
        else this.events.announced(message.frame);
        return;
      case 'end':
        this.trouble = message.trouble;
        this.#outcome = { error: undefined };
        return;
      case 'failed':
        this.#outcome = { error: new VideoError(message.code, message.message) };
        return;
      case 'listening':
        this.#folder = message.path;
        if (!this.#stopped) this.#run(message.path, settings);
    }
  }

  #run(folder: string, settings: JobSettings): void {
    this.#programGone = new Promise((resolve) => {
      this.#kill = runInHelper(this.ffmpeg, ffmpegArguments(settings), folder, (ended) => {
        this.#kill = () => {};
        this.#send({ type: 'exited', ...ended });
        resolve();
      });
    });
  }
}
