import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Preprocessing } from '../preprocess/preset.js';
import type { DecodeReply, DecodeRequest } from './decoder-worker.js';
import { BrokenPicture, type Picture } from './picture.js';

interface Job {
  readonly file: string;
  readonly resolve: (picture: Picture) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Worker threads that decode and normalise pictures, so that the main thread does neither. The main thread gets finished
 * tensors, which are transferred and not copied. (sharp decodes on libuv's threads in any case; normalising is the pass
 * over all values that would be left for the main thread.)
 *
 * The pool owns its workers. `close()` waits until the pictures that they have begun are finished.
 */
export class DecoderPool {
  readonly #preprocessing: Preprocessing;
  readonly #workers: Worker[] = [];
  readonly #exits: Promise<unknown>[] = [];
  readonly #jobs = new Map<number, Job>();
  #nextId = 0;
  #failure: Error | undefined;

  /** @param size number of worker threads, ≥ 1 */
  constructor(preprocessing: Preprocessing, size: number) {
    this.#preprocessing = preprocessing;
    for (let i = 0; i < size; i++) this.#workers.push(this.#start());
  }

  /** Decodes a file to a tensor of 1×3×size×size; rejects with BrokenPicture if it cannot be read. */
  decode(file: string): Promise<Picture> {
    return new Promise((resolve, reject) => {
      if (this.#failure) return reject(this.#failure);
      const id = this.#nextId++;
      this.#jobs.set(id, { file, resolve, reject });
      this.#workers[id % this.#workers.length]?.postMessage({ id, file } satisfies DecodeRequest);
    });
  }

  async close(): Promise<void> {
    for (const worker of this.#workers) worker.postMessage(null satisfies DecodeRequest);
    await Promise.all(this.#exits);
  }

  #start(): Worker {
    const worker = new Worker(new URL('./decoder-worker.js', import.meta.url), {
      workerData: this.#preprocessing,
    });
    worker.on('message', (reply: DecodeReply) => this.#settle(reply));
    worker.on('error', (error) => this.#fail(error));
    this.#exits.push(once(worker, 'exit').catch(() => {}));
    return worker;
  }

  #settle(reply: DecodeReply): void {
    const job = this.#jobs.get(reply.id);
    this.#jobs.delete(reply.id);
    if ('reason' in reply) {
      job?.reject(new BrokenPicture(reply.reason));
      return;
    }
    const { size } = this.#preprocessing;
    job?.resolve({
      file: job.file,
      tensor: { type: 'float32', data: reply.values, dims: [1, 3, size, size] },
    });
  }

  /** A worker has failed, which no picture should cause. From now on, every picture is refused. */
  #fail(error: Error): void {
    this.#failure ??= error;
    for (const { reject } of this.#jobs.values()) reject(error);
    this.#jobs.clear();
  }
}
