// A worker thread that makes tensors from picture files (see decoder-pool.ts).
import { parentPort, workerData } from 'node:worker_threads';
import { decodePixels } from '../preprocess/decode-pixels.js';
import { normalise } from '../preprocess/normalise.js';
import type { Preprocessing } from '../preprocess/preset.js';

/** Asks for the tensor of a file. Null: this was the last request. */
export type DecodeRequest = { readonly id: number; readonly file: string } | null;

export type DecodeReply =
  | { readonly id: number; readonly values: Float32Array<ArrayBuffer> }
  | { readonly id: number; readonly reason: string };

const preprocessing = workerData as Preprocessing;
const port = parentPort;
if (!port) throw new Error('decoder-worker.js runs as a worker thread only');

let working = 0;
let closing = false;
const closeWhenDone = () => closing && working === 0 && port.close();

port.on('message', async (request: DecodeRequest) => {
  if (request === null) {
    closing = true;
  } else {
    working++;
    const { id, file } = request;
    try {
      const values = normalise(await decodePixels(file, preprocessing), preprocessing);
      port.postMessage({ id, values } satisfies DecodeReply, [values.buffer]);
    } catch (error) {
      port.postMessage({ id, reason: firstLine(error) } satisfies DecodeReply);
    }
    working--;
  }
  closeWhenDone();
});

function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return (message.split('\n')[0] as string).trim();
}
