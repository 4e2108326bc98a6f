import { readFile } from 'node:fs/promises';
import type { Tensor } from 'onnxruntime-node';
import { decodePixels } from '../preprocess/decode-pixels.js';
import { normalise } from '../preprocess/normalise.js';
import { presets } from '../preprocess/preset.js';
import { mapConcurrently } from './map-concurrently.js';
import { labels } from './outlines.js';
import { type PictureSet, renderPicture } from './render-picture.js';

/** How many pictures of a rendered set a model has classified. */
export interface Accuracy {
  readonly count: number;
  /** How many of them correctly. */
  readonly right: number;
  /** How often the model mistook one label for another; the key is `… taken for …`. */
  readonly mistakes: ReadonlyMap<string, number>;
}

/** Runs a classifier of shapes through ONNX Runtime over the first `count` pictures of a rendered set. */
export async function accuracy(model: string, set: PictureSet, count: number): Promise<Accuracy> {
  // No telemetry, unless the user has chosen. ONNX Runtime reads this when it is loaded.
  process.env.ORT_DISABLE_TELEMETRY ??= '1';
  const ort = await import('onnxruntime-node');
  const { shapes } = presets;
  const session = await ort.InferenceSession.create(await readFile(model), { intraOpNumThreads: 1 });
  const mistakes = new Map<string, number>();
  let right = 0;
  await mapConcurrently(count, 8, async (index) => {
    const picture = await renderPicture(set, index);
    const data = normalise(await decodePixels(picture.bytes, shapes), shapes);
    const input = new ort.Tensor('float32', data, [1, 3, shapes.size, shapes.size]);
    const [logits] = Object.values(await session.run({ picture: input }));
    const scores = [...((logits as Tensor).data as Float32Array)];
    const answer = labels[scores.indexOf(Math.max(...scores))] as string;
    const mistake = `${picture.label} taken for ${answer}`;
    if (answer === picture.label) right++;
    else mistakes.set(mistake, (mistakes.get(mistake) ?? 0) + 1);
  });
  await session.release();
  return { count, right, mistakes };
}
