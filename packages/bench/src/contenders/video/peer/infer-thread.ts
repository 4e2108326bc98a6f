// A thread of the peer: from a resized picture to detections. onnxruntime-node computes on the thread that calls `run`, so on the main
// thread it would stop the other stages, and the event loop.
import { createRequire } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import type { FoundRow } from '../../../protocol/video.js';
import { PlainDetections } from '../../plain-detections.js';
import { content, frame, padding, side } from './letterbox-size.js';
import type { InferenceMessage, InferenceSettings, PictureMessage } from './peer-message.js';

// The part of onnxruntime-node that is used. Its own types are not imported, because the package is optional.
interface Session {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  readonly outputMetadata: readonly { readonly shape: readonly (number | string)[] }[];
  run(feeds: object, fetches: object): Promise<unknown>;
}
interface OnnxRuntime {
  readonly InferenceSession: { create(file: string, options: object): Promise<Session> };
  readonly Tensor: new (type: string, data: unknown, dims: readonly number[]) => unknown;
}

const { model, threads, pictures }: InferenceSettings = workerData;
const { InferenceSession, Tensor } = createRequire(import.meta.url)('onnxruntime-node') as OnnxRuntime;
const session = await InferenceSession.create(model, {
  intraOpNumThreads: threads,
  interOpNumThreads: threads,
});
const [rows = 0, anchors = 0] = (session.outputMetadata[0]?.shape.slice(-2) ?? []).map(Number);
// Input and output are made once: their memory is used for each picture, and the padding is written here.
const input = new Float32Array(3 * side * side).fill(padding);
const output = new Float32Array(rows * anchors);
const feeds = { [String(session.inputNames[0])]: new Tensor('float32', input, [1, 3, side, side]) };
const fetches = { [String(session.outputNames[0])]: new Tensor('float32', output, [1, rows, anchors]) };
const detections = new PlainDetections(rows - 4, anchors);
const bytes = pictures.map((picture) => new Uint8Array(picture));
// A table instead of a division: a picture has 256 values.
const values = Float32Array.from({ length: 256 }, (_, value) => value / 255);

// One after the other: all use the same input and output. The next picture may have arrived while Run waits for its turn.
let turn = Promise.resolve();
parentPort?.on('message', ({ slot }: PictureMessage) => {
  turn = turn.then(() => infer(slot));
});
say({ ready: true });

async function infer(slot: number): Promise<void> {
  normalise(bytes[slot] as Uint8Array);
  await session.run(feeds, fetches);
  say({ slot, rows: detections.read(output).flatMap(inFrame) });
}

/** Red, green and blue of each pixel become three planes of numbers from 0 to 1. */
function normalise(picture: Uint8Array): void {
  const area = side * side;
  const first = content.top * side;
  for (let from = 0, to = first; from < picture.length; to += 1, from += 3) {
    input[to] = values[picture[from] as number] as number;
    input[area + to] = values[picture[from + 1] as number] as number;
    input[2 * area + to] = values[picture[from + 2] as number] as number;
  }
}

/** Back to the frame, clipped; without what lies in the padding alone. */
function inFrame({ box, score, classId }: ReturnType<PlainDetections['read']>[number]): FoundRow[] {
  const { scale, top } = content;
  const clip = (value: number, limit: number) => Math.min(Math.max(value, 0), limit);
  const [left, right] = [clip(box[0] / scale, frame.width), clip(box[2] / scale, frame.width)];
  const [upper, lower] = [
    clip((box[1] - top) / scale, frame.height),
    clip((box[3] - top) / scale, frame.height),
  ];
  return left < right && upper < lower ? [[left, upper, right, lower, score, classId]] : [];
}

function say(message: InferenceMessage): void {
  parentPort?.postMessage(message);
}
