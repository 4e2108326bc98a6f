import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { FoundRow } from '../../../protocol/video.js';
import { content } from './letterbox-size.js';
import type { InferenceMessage, InferenceSettings, PictureMessage } from './peer-message.js';

/** Pictures that a thread has: the one that it is busy with, and the next one. */
export const picturesPerThread = 2;

interface Slot {
  readonly worker: Worker;
  readonly slot: number;
  readonly bytes: Uint8Array;
  resolve(rows: readonly FoundRow[]): void;
  reject(error: Error): void;
}

/** Threads that infer, with a session each. */
export class InferThreads {
  readonly #workers: Worker[] = [];
  /** One for each picture that a thread may have, by turns of the threads. */
  readonly #free: Slot[] = [];
  readonly #waiting: ((slot: Slot) => void)[] = [];
  #isClosing = false;

  static async start(model: string, threads: number, count: number): Promise<InferThreads> {
    const started = new InferThreads();
    await Promise.all(Array.from({ length: count }, () => started.#start(model, threads)));
    started.#free.sort((a, b) => a.slot - b.slot);
    return started;
  }

  /** @param picture resized; it is copied to memory that the thread shares */
  async infer(picture: Uint8Array): Promise<readonly FoundRow[]> {
    const slot =
      this.#free.shift() ?? (await new Promise<Slot>((resolve) => void this.#waiting.push(resolve)));
    slot.bytes.set(picture);
    return new Promise((resolve, reject) => {
      slot.resolve = resolve;
      slot.reject = reject;
      slot.worker.postMessage({ slot: slot.slot } satisfies PictureMessage);
    });
  }

  async close(): Promise<void> {
    this.#isClosing = true;
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }

  async #start(model: string, threads: number): Promise<void> {
    const size = 3 * content.width * content.height;
    const pictures = Array.from({ length: picturesPerThread }, () => new SharedArrayBuffer(size));
    const workerData: InferenceSettings = { model, threads, pictures };
    const worker = new Worker(new URL('./infer-thread.js', import.meta.url), { workerData });
    this.#workers.push(worker);
    const slots = pictures.map(
      (picture, slot): Slot => ({
        worker,
        slot,
        bytes: new Uint8Array(picture),
        resolve: () => {},
        reject: () => {},
      }),
    );
    await once(worker, 'message');
    this.#free.push(...slots);
    worker.on('error', (error) => {
      for (const slot of slots) slot.reject(error);
    });
    worker.on('exit', () => {
      if (this.#isClosing) return;
      for (const slot of slots) slot.reject(new Error('A thread that infers has ended.'));
    });
    worker.on('message', (message: InferenceMessage) => {
      if ('ready' in message) return;
      const slot = slots[message.slot] as Slot;
      slot.resolve(message.rows);
      const next = this.#waiting.shift();
      if (next === undefined) this.#free.push(slot);
      else next(slot);
    });
  }
}
